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
                await store.IncrementAsync($"tally-{w}");
            }
        })));
        store.Database.Writer.Commits.ShouldBeLessThan(Writers * Rounds / 2);
        (await store.CountAsync("events")).ShouldBe(Writers * Rounds);
    }

    [Fact]
    public async Task WriteAsync_LostRaceInABatch_FailsAlone()
    {
        using var gate = new Gate();
        await using var store = TestStore.Open(_folder, o => o.FaultInjector = gate.Probe);
        var stale = await store.IncrementAsync("tally-b");
        await store.IncrementAsync("tally-b");
        stale.State!.Increment("tally-b");
        var commits = store.Database.Writer.Commits;

        gate.Close();
        var first = store.IncrementAsync("tally-0");
        await gate.Reached.Within("the writer took the first write");
        var a = store.IncrementAsync("tally-a");
        var b = store.WriteAsync("tally-b", stale);
        var c = store.IncrementAsync("tally-c");
        gate.Open();

        await Task.WhenAll(first, a, c).Within("the writes");
        await Should.ThrowAsync<InconsistentStateException>(b);
        store.Database.Writer.Commits.ShouldBe(commits + 2);
        (await store.ReadAsync("tally-a")).State!.Value!.Count.ShouldBe(1);
        (await store.ReadAsync("tally-c")).State!.Value!.Count.ShouldBe(1);
        (await store.ReadAsync("tally-b")).State!.Value!.Count.ShouldBe(2);
        (await store.Log.ReadAsync(0, 100, null, default)).Select(e => e.Subject)
            .ShouldBe(["tally-b", "tally-b", "tally-0", "tally-a", "tally-c"]);
    }

    [Fact]
    public async Task WriteAsync_TwoWritesOfOneStateInABatch_SecondFails()
    {
        using var gate = new Gate();
        await using var store = TestStore.Open(_folder, o => o.FaultInjector = gate.Probe);
        gate.Close();
        var first = store.IncrementAsync("tally-0");
        await gate.Reached.Within("the writer took the first write");
        var writes = Enumerable.Range(0, 2).Select(_ => store.IncrementAsync("tally-1")).ToList();
        gate.Open();
        await first;
        await Should.ThrowAsync<InconsistentStateException>(writes[1]);
        (await writes[0]).ETag.ShouldBe("1");
    }

    [Fact]
    public async Task WriteAsync_CancelledWhileQueued_WritesNothing()
    {
        using var gate = new Gate();
        await using var store = TestStore.Open(_folder, o => o.FaultInjector = gate.Probe);
        gate.Close();
        var first = store.IncrementAsync("tally-0");
        await gate.Reached.Within("the writer took the first write");
        using var cancel = new CancellationTokenSource();
        var state = await store.ReadAsync("tally-1");
        state.State!.Increment("tally-1");
        var write = store.WriteAsync("tally-1", state, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(write.Within("the cancellation"));
        gate.Open();
        await first;
        await store.IncrementAsync("tally-2");
        (await store.CountAsync("states")).ShouldBe(2);
    }

    [Fact]
    public async Task DisposeAsync_QueuedWrites_CommitsThemAndRejectsLaterOnes()
    {
        using var gate = new Gate();
        var store = TestStore.Open(_folder, o => o.FaultInjector = gate.Probe);
        gate.Close();
        var first = store.IncrementAsync("tally-first");
        await gate.Reached.Within("the writer took the first write");
        var waiting = Enumerable.Range(0, 100).Select(i => store.IncrementAsync($"tally-{i}")).ToList();
        var late = await store.ReadAsync("tally-late");
        var stop = store.DisposeAsync().AsTask();
        gate.Open();
        await stop.Within("the stop");
        await first;
        await Task.WhenAll(waiting);
        late.State!.Increment("tally-late");
        await Should.ThrowAsync<ObjectDisposedException>(store.WriteAsync("tally-late", late));
        await Should.ThrowAsync<ObjectDisposedException>(store.ReadAsync("tally-late"));
        File.Exists(_folder.Database + "-wal").ShouldBeFalse();

        await using var reopened = TestStore.Open(_folder);
        (await reopened.CountAsync("states")).ShouldBe(101);
    }

    [Fact]
    public async Task WriteAsync_FullQueue_WaitsAndLosesNone()
    {
        await using var store = TestStore.Open(_folder, o => (o.QueueCapacity, o.MaxBatchSize) = (1, 3));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => store.IncrementAsync($"tally-{i}")))).Within("200 writes");
        (await store.CountAsync("states")).ShouldBe(200);
    }
}
