using Orleans.Storage;

namespace Factory.Storage.Tests.Writing;

public sealed class GroupCommitWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WriteAsync_ManyWriters_ShareCommits()
    {
        await using var store = TestStore.Open(_folder);
        const int Writers = 64;
        const int Rounds = 20;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                await store.IncrementAsync($"counter-{w}");
            }
        })));
        store.Database.Writer.Commits.ShouldBeLessThan(Writers * Rounds / 2);
        (await store.CountAsync("events")).ShouldBe(Writers * Rounds);
    }

    [Fact]
    public async Task WriteAsync_LostRaceInABatch_FailsAlone()
    {
        using var hold = new WriterHold();
        await using var store = TestStore.Open(_folder, o => o.FaultInjector = hold.Probe);
        var stale = await store.IncrementAsync("counter-b");
        await store.IncrementAsync("counter-b");
        stale.State!.Increment("counter-b");
        var commits = store.Database.Writer.Commits;

        hold.Close();
        var first = store.IncrementAsync("counter-0");
        await hold.Reached.Within("the writer took the first write");
        var a = store.IncrementAsync("counter-a");
        var b = store.WriteAsync("counter-b", stale);
        var c = store.IncrementAsync("counter-c");
        hold.Open();

        await Task.WhenAll(first, a, c).Within("the writes");
        await Should.ThrowAsync<InconsistentStateException>(b);
        store.Database.Writer.Commits.ShouldBe(commits + 2);
        (await store.ReadAsync("counter-a")).State!.Value!.Count.ShouldBe(1);
        (await store.ReadAsync("counter-c")).State!.Value!.Count.ShouldBe(1);
        (await store.ReadAsync("counter-b")).State!.Value!.Count.ShouldBe(2);
        (await store.Log.ReadAsync(0, 100, null, default)).Select(e => e.Subject)
            .ShouldBe(["counter-b", "counter-b", "counter-0", "counter-a", "counter-c"]);
    }

    [Fact]
    public async Task WriteAsync_TwoWritesOfOneStateInABatch_SecondFails()
    {
        using var hold = new WriterHold();
        await using var store = TestStore.Open(_folder, o => o.FaultInjector = hold.Probe);
        hold.Close();
        var first = store.IncrementAsync("counter-0");
        await hold.Reached.Within("the writer took the first write");
        var writes = Enumerable.Range(0, 2).Select(_ => store.IncrementAsync("counter-1")).ToList();
        hold.Open();
        await first;
        await Should.ThrowAsync<InconsistentStateException>(writes[1]);
        (await writes[0]).ETag.ShouldBe("1");
    }

    [Fact]
    public async Task WriteAsync_CancelledWhileQueued_WritesNothing()
    {
        using var hold = new WriterHold();
        await using var store = TestStore.Open(_folder, o => o.FaultInjector = hold.Probe);
        hold.Close();
        var first = store.IncrementAsync("counter-0");
        await hold.Reached.Within("the writer took the first write");
        using var cancel = new CancellationTokenSource();
        var state = await store.ReadAsync("counter-1");
        state.State!.Increment("counter-1");
        var write = store.WriteAsync("counter-1", state, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(write.Within("the cancellation"));
        hold.Open();
        await first;
        await store.IncrementAsync("counter-2");
        (await store.CountAsync("states")).ShouldBe(2);
    }

    [Fact]
    public async Task DisposeAsync_QueuedWrites_CommitsThemAndRejectsLaterOnes()
    {
        using var hold = new WriterHold();
        var store = TestStore.Open(_folder, o => o.FaultInjector = hold.Probe);
        hold.Close();
        var first = store.IncrementAsync("counter-first");
        await hold.Reached.Within("the writer took the first write");
        var waiting = Enumerable.Range(0, 100).Select(i => store.IncrementAsync($"counter-{i}")).ToList();
        var late = await store.ReadAsync("counter-late");
        var stop = store.DisposeAsync().AsTask();
        hold.Open();
        await stop.Within("the stop");
        await first;
        await Task.WhenAll(waiting);
        late.State!.Increment("counter-late");
        await Should.ThrowAsync<ObjectDisposedException>(store.WriteAsync("counter-late", late));
        await Should.ThrowAsync<ObjectDisposedException>(store.ReadAsync("counter-late"));
        File.Exists(_folder.Database + "-wal").ShouldBeFalse();

        await using var reopened = TestStore.Open(_folder);
        (await reopened.CountAsync("states")).ShouldBe(101);
    }

    [Fact]
    public async Task WriteAsync_FullQueue_WaitsAndLosesNone()
    {
        await using var store = TestStore.Open(_folder, o => (o.QueueCapacity, o.MaxBatchSize) = (1, 3));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => store.IncrementAsync($"counter-{i}")))).Within("200 writes");
        (await store.CountAsync("states")).ShouldBe(200);
    }
}
