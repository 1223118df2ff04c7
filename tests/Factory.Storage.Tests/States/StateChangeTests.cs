using Factory.Contracts.Errors;
using Factory.Domain.Outbox;
using Factory.Storage.Writing;

namespace Factory.Storage.Tests.States;

public sealed class StateChangeTests : IDisposable
{
    private static readonly string[] Tables = ["states", "index_rows", "events", "outbox"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int> Points() => [.. Enum.GetValues<FaultPoint>().Select(p => (int)p)];

    [Fact]
    public async Task Write_StateWithConsequences_CommitsThemTogether()
    {
        await using var store = TestStore.Open(_folder);
        await store.IncrementAsync("counter-1");
        (await CountsAsync(store)).ShouldBe([1, 1, 1, 1]);
        store.Database.Writer.Commits.ShouldBe(1);
        (await store.Index.FindAsync("counter", "counter-1", default))!.View.ShouldBe("""{"count":1}""");
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Write_FailureAtAnyStep_LeavesNothingBehind(int point)
    {
        var failing = true;
        await using var store = TestStore.Open(_folder, o => o.FaultInjector = p =>
        {
            if (failing && (int)p == point)
            {
                throw new IOException("injected");
            }
        });
        var state = await store.ReadAsync("counter-1");
        state.State!.Increment("counter-1");
        await Should.ThrowAsync<Exception>(store.WriteAsync("counter-1", state));
        (await CountsAsync(store)).ShouldBe([0, 0, 0, 0]);
        state.State!.PendingEvents.Count.ShouldBe(1);
        state.ETag.ShouldBeNull();

        failing = false;
        await store.WriteAsync("counter-1", state);
        (await CountsAsync(store)).ShouldBe([1, 1, 1, 1]);
        (await store.Log.ReadAsync(0, 10, null, default)).Single().Seq.ShouldBe(await store.Log.GetLastSeqAsync(default));
    }

    [Fact]
    public async Task Write_FullDisk_FailsAsAWholeAndRecovers()
    {
        await using var store = TestStore.Open(_folder);
        await store.SqlAsync("PRAGMA max_page_count = 40");
        var big = new Counter("counter-1", 1, Counter.Epoch, Status: new string('x', 400_000));
        var state = await store.ReadAsync("counter-1");
        state.State!.Stage(big, [Tallies.Event("counter-1", 1)], [new OutboxMessage("counter", "kev-main", "counter-1")]);
        var error = await Should.ThrowAsync<FactoryException>(store.WriteAsync("counter-1", state));
        error.Code.ShouldBe(ErrorCodes.DiskFull);
        error.Retryable.ShouldBeTrue();
        error.Message.ShouldContain("full");
        error.Message.ShouldContain(Path.GetDirectoryName(_folder.Database)!);
        (await CountsAsync(store)).ShouldBe([0, 0, 0, 0]);

        await store.SqlAsync("PRAGMA max_page_count = 100000");
        await store.WriteAsync("counter-1", state);
        (await CountsAsync(store)).ShouldBe([1, 1, 1, 1]);
    }

    private static async Task<long[]> CountsAsync(TestStore store) => await Task.WhenAll(Tables.Select(store.CountAsync));
}
