using Orleans.Storage;

namespace Factory.Storage.Tests.Writing;

public sealed class GroupCommitTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Many_writers_share_commits()
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
    public async Task All_that_wait_go_into_one_commit_and_a_lost_race_fails_alone()
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
        (await store.Log.ReadAsync(0, 100, null, default)).Select(e => e.Subject).ShouldBe(["tally-b", "tally-b", "tally-0", "tally-a", "tally-c"]);
    }

    [Fact]
    public async Task Two_writes_of_one_state_in_one_commit_the_second_loses()
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
    public async Task A_write_that_is_cancelled_while_it_waits_never_happens()
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
    public async Task Stopping_commits_what_waits_and_refuses_what_comes_later()
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
    public async Task A_short_queue_makes_writers_wait_and_loses_none()
    {
        await using var store = TestStore.Open(_folder, o => (o.QueueCapacity, o.MaxBatchSize) = (1, 3));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => store.IncrementAsync($"tally-{i}")))).Within("200 writes");
        (await store.CountAsync("states")).ShouldBe(200);
    }
}
