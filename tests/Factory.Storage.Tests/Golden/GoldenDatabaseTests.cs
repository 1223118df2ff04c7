using System.Text.Json.Nodes;
using Factory.Contracts.Events;
using Factory.Contracts.Ledger;
using Factory.Domain.Agents;
using Factory.Domain.Approvals;
using Factory.Domain.Attempts;
using Factory.Domain.Budgets;
using Factory.Domain.Idempotency;
using Factory.Domain.Kev;
using Factory.Domain.Keys;
using Factory.Domain.Ledger;
using Factory.Domain.Providers;
using Factory.Domain.Runs;
using Factory.Domain.States;
using Factory.Domain.Tasks;
using Factory.Storage.Idempotency;
using Factory.Storage.Indexing;
using Factory.Storage.Ledger;
using Factory.Storage.Outbox;
using Factory.Storage.States;
using Factory.TestKit.Golden;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Storage.Tests.Golden;

/// <summary>
/// The databases that earlier versions wrote: this version opens them and loses nothing that is in them.
/// </summary>
public sealed class GoldenDatabaseTests : IDisposable
{
    /// <summary>Every state of the factory by its name: reads a row as its type, and writes it again.</summary>
    private static readonly Dictionary<string, Func<StateRow, byte[]>> States = new()
    {
        [RunState.StateName] = Rewrite<RunState>,
        [TaskState.StateName] = Rewrite<TaskState>,
        [AttemptState.StateName] = Rewrite<AttemptState>,
        [ApprovalState.StateName] = Rewrite<ApprovalState>,
        [AgentState.StateName] = Rewrite<AgentState>,
        [ProviderState.StateName] = Rewrite<ProviderState>,
        [BudgetState.StateName] = Rewrite<BudgetState>,
        [KevState.StateName] = Rewrite<KevState>,
        [VirtualKeysState.StateName] = Rewrite<VirtualKeysState>,
    };

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Versions => [.. GoldenData.Versions];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Read_EveryState_KeepsEveryProperty(string version)
    {
        await using var store = await OpenAsync(version);

        var rows = await store.Database.Reads.ReadAsync(
            db =>
                db.List(static r => r.GetString(0), "SELECT DISTINCT name FROM states").SelectMany(name => StateRow.All(db, name)).ToList(),
            default);

        rows.Select(r => r.Name).Distinct().Order().ShouldBe(States.Keys.Order(), "a golden folder holds every kind of state");
        foreach (var row in rows)
        {
            var written = JsonNode.Parse(States[row.Name](row));
            LostPaths(JsonNode.Parse(row.Payload), written, row.Key).ShouldBeEmpty("a renamed property needs an upgrade script");
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task RebuildIndex_GoldenDatabase_MakesTheSameRows(string version)
    {
        await using var store = await OpenAsync(version);
        var before = await ReadIndexAsync(store);

        await store.Maintenance.RebuildIndexAsync();

        var after = await ReadIndexAsync(store);
        after.Select(r => r with { View = "" }).ShouldBe(before.Select(r => r with { View = "" }));
        foreach (var (old, rebuilt) in before.Zip(after))
        {
            LostPaths(JsonNode.Parse(old.View), JsonNode.Parse(rebuilt.View), old.Key).ShouldBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task SumAsync_LedgerOfRuns_EqualsWhatTheirBudgetsSpent(string version)
    {
        await using var store = await OpenAsync(version);
        var ledger = new SqliteLedger(store.Database);

        var lines = await ledger.SumAsync(SpendBy.Run, new LedgerQuery(), default);

        var runs = lines.Where(l => l.Name != "-").ToList();
        runs.ShouldNotBeEmpty();
        foreach (var run in runs)
        {
            var budget = new GrainState<DurableState<BudgetState>>();
            await store.Grains.ReadStateAsync(BudgetState.StateName, GrainId.Create("budget", $"budget-{run.Name}"), budget);
            run.Cost.ShouldBe(budget.State!.Value!.Spent, run.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ReadAsync_EventLog_ReturnsEveryEventWithAKnownType(string version)
    {
        await using var store = await OpenAsync(version);
        var types = typeof(EventTypes).GetFields().Select(f => (string)f.GetRawConstantValue()!).ToHashSet();

        var events = await store.Log.ReadAsync(0, 10_000, null, default);

        events.Count.ShouldBe((int)await store.CountAsync("events"));
        events[^1].Seq.ShouldBe(await store.Log.GetLastSeqAsync(default));
        events.ShouldAllBe(e => types.Contains(e.Type));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Page_MessageThatACrashLeft_IsFoundByTheSweeper(string version)
    {
        await using var store = await OpenAsync(version);

        var messages = await store.Database.Reads.ReadAsync(
            db => StoredOutboxMessage.Page(db, 0, DateTime.MaxValue.Ticks, DateTime.MaxValue.Ticks, 10),
            default);

        messages.ShouldContain(m => m.Message.Namespace == "run" && m.Message.Key.StartsWith("run-", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ClaimAsync_AnsweredCommand_IsReplayed(string version)
    {
        var time = new FakeTimeProvider();
        await using var store = await OpenAsync(version, time);
        var (hash, at) = await store.Database.Reads.ReadAsync(
            db =>
                db.List(
                    static r => (r.GetString(0), r.GetInt64(1)),
                    "SELECT request_hash, created_at FROM idempotency WHERE key = 'golden-run'").Single(), default);
        time.SetUtcNow(new DateTimeOffset(at, TimeSpan.Zero));

        var claim = await new SqliteIdempotencyStore(store.Database).ClaimAsync("/api/runs", "golden-run", hash, default);

        claim.ShouldBeOfType<IdempotencyClaim.Replay>().Status.ShouldBe(201);
    }

    private async Task<TestStore> OpenAsync(string version, TimeProvider? time = null)
    {
        await GoldenData.RestoreAsync(
            version,
            Path.GetDirectoryName(_folder.Database)!,
            path => new SqliteConnection($"Data Source={path};Pooling=False"));
        return TestStore.Open(
            _folder,
            options => options.States
                .Register<DurableState<RunState>>(RunState.StateName)
                .Register<DurableState<TaskState>>(TaskState.StateName)
                .Register<DurableState<AttemptState>>(AttemptState.StateName)
                .Register<DurableState<ApprovalState>>(ApprovalState.StateName),
            time);
    }

    private static Task<List<Factory.Domain.Indexing.IndexRow>> ReadIndexAsync(TestStore store) =>
        store.Database.Reads.ReadAsync(
            db => db.List(IndexRows.Read, $"SELECT {IndexRows.Columns} FROM index_rows ORDER BY kind, key"),
            default);

    private static byte[] Rewrite<T>(StateRow row)
        where T : class => StateJson.Write(StateJson.Read<DurableState<T>>(row));

    /// <summary>
    /// Paths of values that <paramref name="after"/> lacks or holds differently. What it has beyond
    /// <paramref name="before"/> is a later version's.
    /// </summary>
    private static IEnumerable<string> LostPaths(JsonNode? before, JsonNode? after, string path) => (before, after) switch
    {
        (JsonObject old, JsonObject kept) => old.SelectMany(p => LostPaths(p.Value, kept[p.Key], $"{path}.{p.Key}")),
        (JsonArray old, JsonArray kept) when old.Count == kept.Count =>
            old.SelectMany((item, i) => LostPaths(item, kept[i], $"{path}[{i}]")),
        _ => JsonNode.DeepEquals(before, after) ? [] : [$"{path}: {before?.ToJsonString()} became {after?.ToJsonString() ?? "nothing"}"],
    };
}
