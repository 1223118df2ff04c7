using Factory.Contracts.Errors;
using Factory.Domain.Indexing;

namespace Factory.Storage.Tests.Indexing;

public sealed class SqliteStateIndexTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ListAsync_PagesByCursor_ReturnEveryRowOnce()
    {
        await using var store = TestStore.Open(_folder);
        var counters = Enumerable.Range(0, 50).Select(i => new Counter($"counter-{i:00}", i, Counter.Epoch.AddSeconds(i / 7))).ToList();
        foreach (var counter in counters)
        {
            await store.PutAsync(counter);
        }

        var keys = new List<string>();
        string? before = null;
        while (true)
        {
            var page = await store.Index.ListAsync("counter", null, null, before, 8, default);
            keys.AddRange(page.Select(r => r.Key));
            if (page.Count < 8)
            {
                break;
            }

            before = page[^1].Key;
        }

        keys.ShouldBe(counters.OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Key, StringComparer.Ordinal).Select(t => t.Key));
    }

    [Fact]
    public async Task ListAsync_ParentAndStatuses_Filter()
    {
        await using var store = TestStore.Open(_folder);
        await store.PutAsync(new Counter("counter-1", 1, Counter.Epoch, "open", "run-1"));
        await store.PutAsync(new Counter("counter-2", 1, Counter.Epoch.AddSeconds(1), "closed", "run-1"));
        await store.PutAsync(new Counter("counter-3", 1, Counter.Epoch.AddSeconds(2), "lost", "run-2"));
        (await KeysAsync(store, "run-1", null)).ShouldBe(["counter-2", "counter-1"]);
        (await KeysAsync(store, null, ["open", "lost"])).ShouldBe(["counter-3", "counter-1"]);
        (await KeysAsync(store, "run-1", ["closed"])).ShouldBe(["counter-2"]);
        (await KeysAsync(store, null, [])).Count.ShouldBe(3);
        (await KeysAsync(store, "run-9", null)).ShouldBeEmpty();
        (await store.Index.ListAsync("other", null, null, null, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ListAsync_StateChanged_ReturnsTheNewRow()
    {
        await using var store = TestStore.Open(_folder);
        var state = await store.PutAsync(new Counter("counter-1", 1, Counter.Epoch));
        state.State!.Stage(state.State.Value! with { Status = "closed" }, [], []);
        await store.WriteAsync("counter-1", state);
        var row = await store.Index.FindAsync("counter", "counter-1", default);
        row.ShouldBe(new IndexRow("counter", "counter-1", null, "closed", Counter.Epoch, """{"count":1}"""));
        (await store.Index.FindAsync("counter", "counter-2", default)).ShouldBeNull();
    }

    [Fact]
    public async Task ListAsync_UnknownCursor_IsRejected()
    {
        await using var store = TestStore.Open(_folder);
        var error = await Should.ThrowAsync<FactoryException>(store.Index.ListAsync("counter", null, null, "counter-9", 10, default));
        error.Code.ShouldBe(ErrorCodes.InvalidRequest);
        error.Message.ShouldContain("'counter-9'");
    }

    [Fact]
    public async Task RebuildIndexAsync_DamagedIndex_MakesTheSameRows()
    {
        await using var store = TestStore.Open(_folder);
        for (var i = 0; i < 300; i++)
        {
            await store.PutAsync(new Counter($"counter-{i:000}", i, Counter.Epoch.AddSeconds(i), "open", $"run-{i % 3}"));
        }

        var rows = await store.Index.ListAsync("counter", null, null, null, 1_000, default);
        (await store.Maintenance.VerifyIndexAsync()).ShouldBeEmpty();

        await store.SqlAsync("DELETE FROM index_rows WHERE key = 'counter-001'");
        await store.SqlAsync("UPDATE index_rows SET status = 'wrong' WHERE key = 'counter-002'");
        var differences = await store.Maintenance.VerifyIndexAsync();
        differences.Select(d => (d.StateKey, d.Expected?.Status, d.Found?.Status))
            .ShouldBe([("counter-001", "open", null), ("counter-002", "open", "wrong")]);

        (await store.Maintenance.RebuildIndexAsync()).ShouldBe(300);
        (await store.Maintenance.VerifyIndexAsync()).ShouldBeEmpty();
        (await store.Index.ListAsync("counter", null, null, null, 1_000, default)).ShouldBe(rows);
        (await store.Maintenance.RebuildIndexAsync()).ShouldBe(300);
    }

    [Fact]
    public async Task VerifyIndexAsync_RowWithoutState_IsReported()
    {
        await using (var store = TestStore.Open(_folder))
        {
            await store.PutAsync(new Counter("counter-1", 1, Counter.Epoch));
        }

        TestStore.Raw(_folder, "PRAGMA foreign_keys = OFF; DELETE FROM states");
        await using var reopened = TestStore.Open(_folder);
        var orphan = (await reopened.Maintenance.VerifyIndexAsync()).Single();
        orphan.Expected.ShouldBeNull();
        orphan.Found!.Key.ShouldBe("counter-1");
        await reopened.Maintenance.RebuildIndexAsync();
        (await reopened.Maintenance.VerifyIndexAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task RebuildIndexAsync_UnknownOrDamagedState_ChangesNothing()
    {
        await using var store = TestStore.Open(_folder);
        await store.PutAsync(new Counter("counter-1", 1, Counter.Epoch));
        await store.PutAsync(new Counter("counter-2", 1, Counter.Epoch));
        await store.SqlAsync("UPDATE states SET payload = '[]' WHERE key = 'counter-2'");
        (await Should.ThrowAsync<FactoryException>(store.Maintenance.RebuildIndexAsync())).Message.ShouldContain("counter-2");
        (await store.CountAsync("index_rows")).ShouldBe(2);

        await store.SqlAsync("INSERT INTO states SELECT 'plugin', key, type, version, etag, payload, updated_at FROM states WHERE key = " +
            "'counter-1'");
        await store.SqlAsync("INSERT INTO index_rows VALUES ('plugin', 'counter-1', 'plugin', 'counter-1', NULL, 'open', 0, '{}')");
        (await Should.ThrowAsync<FactoryException>(store.Maintenance.RebuildIndexAsync())).Message.ShouldContain("plugin");
        (await store.CountAsync("index_rows")).ShouldBe(3);
    }

    [Fact]
    public async Task WriteStateAsync_IndexRowOfAnotherState_FailsAlone()
    {
        await using var store = TestStore.Open(_folder);
        await store.PutAsync(new Counter("counter-1", 1, Counter.Epoch));
        var thief = await store.ReadAsync("counter-2");
        thief.State!.Stage(new Counter("counter-1", 5, Counter.Epoch), [], []);
        (await Should.ThrowAsync<FactoryException>(store.WriteAsync("counter-2", thief))).Code.ShouldBe(ErrorCodes.Internal);
        (await store.CountAsync("states")).ShouldBe(1);
    }

    private static async Task<List<string>> KeysAsync(TestStore store, string? parent, string[]? statuses) =>
        [.. (await store.Index.ListAsync("counter", parent, statuses, null, 100, default)).Select(r => r.Key)];
}
