namespace Factory.Storage.Tests.Events;

public sealed class SqliteEventLogTests : IDisposable
{
    private static readonly RunId Run = RunId.From("run-1");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAsync_CommittedEvents_ReturnsThemInOrder()
    {
        await using var store = TestStore.Open(_folder);
        await store.IncrementAsync("counter-1", Run);
        await store.IncrementAsync("counter-2");
        await store.IncrementAsync("counter-1", Run);
        var all = await store.Log.ReadAsync(0, 10, null, default);
        all.Select(e => e.Seq).ShouldBe([1, 2, 3]);
        var last = all[2];
        var expected = Counters.Event("counter-1", 2, Run) with { Seq = 3, Data = last.Data };
        last.ShouldBe(expected);
        last.Data.ShouldBe(new Dictionary<string, string> { ["count"] = "2" });
        (await store.Log.ReadAsync(0, 10, Run, default)).Select(e => e.Seq).ShouldBe([1, 3]);
        (await store.Log.ReadAsync(1, 1, null, default)).Single().Seq.ShouldBe(2);
        (await store.Log.ReadAsync(1, 10, Run, default)).Single().Seq.ShouldBe(3);
    }

    [Fact]
    public async Task ReadAsync_SecretInMessageOrData_IsStoredRedacted()
    {
        await using var store = TestStore.Open(
            _folder,
            options => options.RedactEventText = static text => text.Replace("counter-1", "[redacted]", StringComparison.Ordinal)
                .Replace("1", "[one]", StringComparison.Ordinal));
        await store.IncrementAsync("counter-1");

        var stored = (await store.Log.ReadAsync(0, 10, null, default)).Single();

        stored.Message.ShouldNotContain("counter-1");
        stored.Data["count"].ShouldBe("[one]");
    }

    [Fact]
    public async Task ReadAsync_AfterReopening_ContinuesPositions()
    {
        await using (var store = TestStore.Open(_folder))
        {
            await store.IncrementAsync("counter-1");
            await store.IncrementAsync("counter-1");
            await store.SqlAsync("DELETE FROM events");
        }

        await using var reopened = TestStore.Open(_folder);
        (await reopened.Log.GetLastSeqAsync(default)).ShouldBe(2);
        await reopened.IncrementAsync("counter-1");
        (await reopened.Log.ReadAsync(0, 10, null, default)).Single().Seq.ShouldBe(3);
    }

    [Fact]
    public async Task WaitAsync_ConcurrentCommits_MissesNone()
    {
        const int Total = 640;
        await using var store = TestStore.Open(_folder);
        var follower = Task.Run(async () =>
        {
            var seen = new List<long>();
            while (seen.Count < Total)
            {
                await store.Log.WaitAsync(seen.Count == 0 ? 0 : seen[^1], default);
                var next = await store.Log.ReadAsync(seen.Count == 0 ? 0 : seen[^1], 100, null, default);
                next.ShouldNotBeEmpty("a wait ended without an event");
                seen.AddRange(next.Select(e => e.Seq));
            }

            return seen;
        });
        await Task.WhenAll(Enumerable.Range(0, 32).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < Total / 32; i++)
            {
                await store.IncrementAsync($"counter-{w}");
            }
        })));
        (await follower.Within($"{Total} events at the follower")).ShouldBe(Enumerable.Range(1, Total).Select(i => (long)i));
    }

    [Fact]
    public async Task WaitAsync_NewerEventExists_CompletesAtOnceElseCanBeCancelled()
    {
        await using var store = TestStore.Open(_folder);
        await store.IncrementAsync("counter-1");
        store.Log.WaitAsync(0, default).IsCompletedSuccessfully.ShouldBeTrue();
        using var cancel = new CancellationTokenSource();
        var wait = store.Log.WaitAsync(1, cancel.Token);
        wait.IsCompleted.ShouldBeFalse();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(wait);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, 10_001)]
    public async Task ReadAsync_OutOfRange_Throws(long after, int limit)
    {
        await using var store = TestStore.Open(_folder);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await store.Log.ReadAsync(after, limit, null, default));
    }
}
