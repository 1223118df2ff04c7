using Factory.Contracts.Errors;
using Factory.Domain.States;
using Orleans.Storage;

namespace Factory.Storage.Tests.States;

public sealed class SqliteGrainStorageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadStateAsync_WithoutRecord_ReturnsAFreshStateAndNoEtag()
    {
        await using var store = TestStore.Open(_folder);
        var state = new GrainState<DurableState<Counter>>(
            new DurableState<Counter> { Value = new Counter("x", 9, Counter.Epoch) },
            "7")
        { RecordExists = true };
        await store.Grains.ReadStateAsync(Counter.StateName, TestStore.Grain("counter-1"), state);
        state.State!.Value.ShouldBeNull();
        state.ETag.ShouldBeNull();
        state.RecordExists.ShouldBeFalse();
    }

    [Fact]
    public async Task ReadStateAsync_AfterReopening_ReturnsStateAndEtag()
    {
        await using (var store = TestStore.Open(_folder))
        {
            await store.IncrementAsync("counter-1");
            (await store.IncrementAsync("counter-1")).ETag.ShouldBe("2");
        }

        await using var reopened = TestStore.Open(_folder);
        var state = await reopened.ReadAsync("counter-1");
        state.State!.Value.ShouldBe(new Counter("counter-1", 2, Counter.Epoch));
        state.ETag.ShouldBe("2");
        state.RecordExists.ShouldBeTrue();
    }

    [Fact]
    public async Task WriteStateAsync_KeysLikeHexadecimalNumbers_StayDistinct()
    {
        await using var store = TestStore.Open(_folder);
        string[] keys = ["ab12", "AB12", "0ab12", "ab-12", "日本-1", "it's; --"];
        foreach (var (key, count) in keys.Select((k, i) => (k, i)))
        {
            await store.PutAsync(new Counter(key, count, Counter.Epoch));
        }

        foreach (var (key, count) in keys.Select((k, i) => (k, i)))
        {
            (await store.ReadAsync(key)).State!.Value!.Count.ShouldBe(count);
        }
    }

    [Fact]
    public async Task WriteStateAsync_PlainState_IsStored()
    {
        await using var store = TestStore.Open(_folder);
        var written = new GrainState<Dictionary<string, int>>(new() { ["a"] = 1 });
        await store.Grains.WriteStateAsync("plain", TestStore.Grain("plain-1"), written);
        var read = new GrainState<Dictionary<string, int>>();
        await store.Grains.ReadStateAsync("plain", TestStore.Grain("plain-1"), read);
        read.State.ShouldBe(new Dictionary<string, int> { ["a"] = 1 });
    }

    [Fact]
    public async Task WriteStateAsync_OldEtag_FailsAndNamesBothEtags()
    {
        await using var store = TestStore.Open(_folder);
        var mine = await store.IncrementAsync("counter-1");
        await store.IncrementAsync("counter-1");
        mine.State!.Increment("counter-1");
        var conflict = await Should.ThrowAsync<InconsistentStateException>(store.WriteAsync("counter-1", mine));
        conflict.StoredEtag.ShouldBe("2");
        conflict.CurrentEtag.ShouldBe("1");
        (await store.ReadAsync("counter-1")).State!.Value!.Count.ShouldBe(2);
        (await store.CountAsync("events")).ShouldBe(2);
    }

    [Fact]
    public async Task WriteStateAsync_RecordExistsAlready_Fails()
    {
        await using var store = TestStore.Open(_folder);
        await store.IncrementAsync("counter-1");
        var second = new GrainState<DurableState<Counter>>(new DurableState<Counter>());
        second.State!.Increment("counter-1");
        (await Should.ThrowAsync<InconsistentStateException>(store.WriteAsync("counter-1", second))).StoredEtag.ShouldBe("1");
        second.ETag = "not a number";
        await Should.ThrowAsync<InconsistentStateException>(store.WriteAsync("counter-1", second));
    }

    [Fact]
    public async Task WriteStateAsync_ChangedWhileWaiting_WritesTheSnapshot()
    {
        using var hold = new WriterHold();
        await using var store = TestStore.Open(_folder, o => o.FaultInjector = hold.Probe);
        var state = await store.ReadAsync("counter-1");
        state.State!.Increment("counter-1");
        hold.Close();
        var write = store.WriteAsync("counter-1", state);
        await hold.Reached.Within("the writer took the batch");
        state.State!.Increment("counter-1");
        hold.Open();
        await write;

        (await store.ReadAsync("counter-1")).State!.Value!.Count.ShouldBe(1);
        state.State!.PendingEvents.Single().Message.ShouldBe("counter-1 is 2");
        state.State!.PendingMessages.Count.ShouldBe(1);
        await store.WriteAsync("counter-1", state);
        state.State!.PendingEvents.ShouldBeEmpty();
        (await store.Log.ReadAsync(0, 10, null, default)).Select(e => e.Message).ShouldBe(["counter-1 is 1", "counter-1 is 2"]);
    }

    [Fact]
    public async Task ClearStateAsync_IndexedState_RemovesItsRowAndCommitsWhatIsPending()
    {
        await using var store = TestStore.Open(_folder);
        var state = await store.IncrementAsync("counter-1");
        state.State!.Increment("counter-1");
        await store.ClearAsync("counter-1", state);
        state.RecordExists.ShouldBeFalse();
        state.ETag.ShouldBeNull();
        state.State!.Value.ShouldBeNull();
        (await store.CountAsync("states")).ShouldBe(0);
        (await store.CountAsync("index_rows")).ShouldBe(0);
        (await store.CountAsync("events")).ShouldBe(2);
        await store.ClearAsync("counter-1", state);
    }

    [Fact]
    public async Task ClearStateAsync_RecordCreatedAgain_GetsAHigherEtag()
    {
        await using var store = TestStore.Open(_folder);
        var old = await store.IncrementAsync("counter-1");
        await store.ClearAsync("counter-1", await store.ReadAsync("counter-1"));
        await store.IncrementAsync("counter-1");
        old.State!.Increment("counter-1");
        await Should.ThrowAsync<InconsistentStateException>(store.WriteAsync("counter-1", old));
        await Should.ThrowAsync<InconsistentStateException>(store.ClearAsync("counter-1", old));
    }

    [Fact]
    public async Task ReadStateAsync_AnotherClassUnderTheName_IsRejected()
    {
        await using var store = TestStore.Open(_folder);
        await store.IncrementAsync("counter-1");
        var other = new GrainState<DurableState<Other>>();
        var error = await Should.ThrowAsync<FactoryException>(store.Grains.ReadStateAsync(
            Counter.StateName,
            TestStore.Grain("counter-1"),
            other));
        error.Code.ShouldBe(ErrorCodes.DataUnusable);
        error.Message.ShouldContain("Counter");
    }

    [Fact]
    public async Task ReadStateAsync_NewerVersion_IsRejected()
    {
        await using var store = TestStore.Open(_folder);
        var newer = new GrainState<NewerCounter>(new NewerCounter("counter-1", 1));
        await store.Grains.WriteStateAsync(Counter.StateName, TestStore.Grain("counter-1"), newer);
        var error = await Should.ThrowAsync<FactoryException>(store.ReadAsync("counter-1"));
        error.Code.ShouldBe(ErrorCodes.DataVersionTooNew);
    }

    [Fact]
    public async Task ReadStateAsync_DamagedState_IsRejectedByName()
    {
        await using var store = TestStore.Open(_folder);
        await store.IncrementAsync("counter-1");
        await store.SqlAsync("UPDATE states SET payload = '{\"value\":{\"count\":'");
        var error = await Should.ThrowAsync<FactoryException>(store.ReadAsync("counter-1"));
        error.Code.ShouldBe(ErrorCodes.DataUnusable);
        error.Message.ShouldContain("'counter-1'");
    }

    [Fact]
    public async Task WriteStateAsync_IndexedStateNotRegistered_Throws()
    {
        await using var store = TestStore.Open(_folder);
        var state = new GrainState<DurableState<Counter>>(new DurableState<Counter>());
        state.State!.Increment("counter-1");
        var error = await Should.ThrowAsync<InvalidOperationException>(store.Grains.WriteStateAsync(
            "forgotten",
            TestStore.Grain("counter-1"),
            state));
        error.Message.ShouldContain("Register");
    }

    [Fact]
    public async Task ScanAsync_StatesOfAName_ReturnsAllInOrder()
    {
        await using var store = TestStore.Open(_folder);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => store.IncrementAsync($"counter-{i:000}")));
        await store.Grains.WriteStateAsync("plain", TestStore.Grain("counter-x"), new GrainState<Dictionary<string, int>>(new()));
        var keys = new List<string>();
        await foreach (var (key, state) in new Storage.States.StateScanner(store.Database).ScanAsync<DurableState<Counter>>(
            Counter.StateName,
            default))
        {
            state.Value!.Key.ShouldBe(key);
            keys.Add(key);
        }

        keys.ShouldBe(Enumerable.Range(0, 300).Select(i => $"counter-{i:000}"));
    }
}
