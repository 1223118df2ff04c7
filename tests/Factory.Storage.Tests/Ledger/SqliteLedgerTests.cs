using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Ledger;
using Factory.Storage.Ledger;
using static Factory.Storage.Tests.Ledger.GivenRow;

namespace Factory.Storage.Tests.Ledger;

public sealed class SqliteLedgerTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestStore _store = null!;

    private ILedger Ledger => new SqliteLedger(_store.Database);

    private ITaskCosts Costs => new SqliteTaskCosts(_store.Database);

    public Task InitializeAsync()
    {
        _store = TestStore.Open(_folder);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ReadAsync_FullAndEmptyRow_ReturnsThemUnchanged()
    {
        var full = Call("call-1", 1.23456789m) with
        {
            Billing = Billing.Subscription,
            Outcome = CallOutcome.BudgetExceeded,
            Status = 529,
            Error = "it's \"cut\"; DROP TABLE ledger;--",
            Usage = new TokenUsage(long.MaxValue / 4, 2, 3, 4, 5),
            At = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(7)
        };
        var bare = KeyCall("call-2", 0) with
        {
            Status = null,
            FirstToken = null,
            Latency = TimeSpan.FromTicks(1),
            Model = new ModelRef("lab", "org/small:7b"),
            At = full.At.AddTicks(-1)
        };
        await Ledger.AppendAsync(full);
        await Ledger.AppendAsync(bare);
        (await ReadAsync()).ShouldBe([full, bare]);
    }

    [Fact]
    public async Task ReadAsync_Since_ReturnsLaterRows()
    {
        var at = Call("call-1").At;
        await Ledger.AppendAsync([
            Call("call-1"),
            Call("call-2") with { At = at.AddHours(2) },
            Call("call-3") with { At = at.AddDays(1), Day = Today.AddDays(1) }
        ]);
        async Task<long> CallsAsync(DateTimeOffset since) =>
            (await Ledger.SumAsync(SpendBy.Model, new LedgerQuery(Since: since), default)).Sum(l => l.Calls);
        (await CallsAsync(at),
            await CallsAsync(at.AddTicks(1)),
            await CallsAsync(at.AddDays(1)),
            await CallsAsync(at.AddDays(2))).ShouldBe((3, 2, 1, 0));
    }

    [Fact]
    public async Task ReadAsync_EveryBillingAndOutcome_ReturnsThem()
    {
        LedgerRow[] rows = [.. Enum.GetValues<CallOutcome>()
            .SelectMany(o => Enum.GetValues<Billing>().Select(b => Call($"call-{o}-{b}") with { Outcome = o, Billing = b }))];
        await AppendAsync(rows);
        (await ReadAsync()).ShouldBe(rows, ignoreOrder: true);
    }

    [Fact]
    public async Task AppendAsync_SameCallAgain_ChangesNothing()
    {
        await AppendAsync(Call("call-1", 1), Call("call-2", 2));
        var again = Call("call-1", 50) with { LeaseId = LeaseId.Parse("lease-9"), PrincipalId = PrincipalId.Parse("attempt-9") };
        await AppendAsync(Call("call-1", 1), again);
        (await ReadAsync()).ShouldBe([Call("call-2", 2), Call("call-1", 1)]);
        (await Ledger.SumLeaseAsync(LeaseId.Parse("lease-1"), default)).ShouldBe(new Usd(3));
    }

    [Fact]
    public async Task AppendAsync_SameCallConcurrently_WritesOneRow()
    {
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => Ledger.AppendAsync(Call($"call-{i % 3}", 1)))));
        (await ReadAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task AppendAsync_AfterReopening_RowsAreKept()
    {
        await AppendAsync(Call("call-1", 1.5m));
        await _store.DisposeAsync();
        _store = TestStore.Open(_folder);
        (await ReadAsync()).ShouldBe([Call("call-1", 1.5m)]);
        await AppendAsync(Call("call-1", 2));
        (await Ledger.SumLeaseAsync(LeaseId.Parse("lease-1"), default)).ShouldBe(new Usd(1.5m));
    }

    [Fact]
    public async Task AppendAsync_SmallCosts_AreExactAndRoundedUp()
    {
        await AppendAsync([.. Enumerable.Range(0, 1_000).Select(i => Call($"call-{i}", 0.00000001m))]);
        await AppendAsync(Call("call-big", 1_000_000m), Call("call-third", 0.100000001m));
        (await Ledger.SumLeaseAsync(LeaseId.Parse("lease-1"), default)).ShouldBe(new Usd(1_000_000.10001001m));
        var line = (await Ledger.SumAsync(SpendBy.Run, new LedgerQuery(), default)).ShouldHaveSingleItem();
        (line.Cost, line.Calls).ShouldBe((new Usd(1_000_000.10001001m), 1_002));
    }

    [Fact]
    public async Task SumLeaseAsync_MixedBilling_SumsPayAsYouGoOnly()
    {
        (await Ledger.SumLeaseAsync(LeaseId.Parse("lease-1"), default)).ShouldBe(Usd.Zero);
        await AppendAsync(
            Call("call-1", 1),
            Call("call-2", 2) with { Billing = Billing.Subscription },
            Call("call-3", 4) with { LeaseId = LeaseId.Parse("lease-10") },
            Lost("unaccounted-lease-1", 8));
        (await Ledger.SumLeaseAsync(LeaseId.Parse("lease-1"), default)).ShouldBe(new Usd(9));
    }

    [Theory]
    [InlineData(SpendBy.Day, "2030-01-02 9, 2030-01-01 1")]
    [InlineData(SpendBy.Agent, "agent-ann 6, agent-rex 3, - 1")]
    [InlineData(SpendBy.Model, "lab/org/large 6, lab/small 4")]
    [InlineData(SpendBy.Task, "task-3 6, task-2 2, - 1, task-1 1")]
    [InlineData(SpendBy.Run, "run-1 9, - 1")]
    [InlineData(SpendBy.Principal, "attempt-3 6, attempt-2 2, attempt-1 1, key-laptop 1")]
    public async Task SumAsync_EachGrouping_SortsByCostAndDaysByDate(SpendBy by, string expected)
    {
        await AppendAsync(
            KeyCall("call-1", 1) with { Day = Today.AddDays(-1) },
            Call("call-2", 1),
            Call("call-3", 2) with { Task = TaskId.Parse("task-2"), PrincipalId = PrincipalId.Parse("attempt-2") },
            Call("call-4", 2) with
            {
                Task = TaskId.Parse("task-3"),
                PrincipalId = PrincipalId.Parse("attempt-3"),
                Agent = AgentId.Parse("agent-ann"),
                Model = new ModelRef("lab", "org/large")
            },
            Call("call-5", 4) with
            {
                Task = TaskId.Parse("task-3"),
                PrincipalId = PrincipalId.Parse("attempt-3"),
                Agent = AgentId.Parse("agent-ann"),
                Model = new ModelRef("lab", "org/large")
            });
        var lines = await Ledger.SumAsync(by, new LedgerQuery(), default);
        lines.Select(l => $"{l.Name} {l.Cost.Amount:0.##}").ShouldBe(expected.Split(", "));
        lines.Sum(l => l.Calls).ShouldBe(5);
    }

    [Fact]
    public async Task SumAsync_EqualCosts_SortsByName()
    {
        string[] names = ["b", "c", "a"];
        await AppendAsync([.. names.Select(n => Call($"call-{n}", 1) with { PrincipalId = PrincipalId.Parse($"attempt-{n}") })]);
        (await Ledger.SumAsync(SpendBy.Principal, new LedgerQuery(), default)).Select(l => l.Name)
            .ShouldBe(["attempt-a", "attempt-b", "attempt-c"]);
        (await Ledger.SumAsync(SpendBy.Principal, new LedgerQuery(Limit: 2), default)).Select(l => l.Name)
            .ShouldBe(["attempt-a", "attempt-b"]);
    }

    [Theory]
    [InlineData(SpendBy.Day)]
    [InlineData(SpendBy.Agent)]
    [InlineData(SpendBy.Model)]
    [InlineData(SpendBy.Task)]
    [InlineData(SpendBy.Run)]
    [InlineData(SpendBy.Principal)]
    public async Task SumAsync_SubscriptionAndUnaccounted_AreSeparated(SpendBy by)
    {
        await AppendAsync(
            Call("call-1", 0.5m),
            Call("call-2", 70) with { Billing = Billing.Subscription },
            Call("call-3", 0) with { Outcome = CallOutcome.Rejected, Usage = default },
            Lost("unaccounted-lease-1", 0.25m) with { Model = new ModelRef("lab", "small") });
        var line = (await Ledger.SumAsync(by, new LedgerQuery(), default)).ShouldHaveSingleItem();
        line.ShouldBe(new SpendLine(line.Name, 3, new TokenUsage(200, 40, 60, 10, 20), new Usd(0.75m), new Usd(0.25m), new Usd(70)));
    }

    [Fact]
    public async Task SumAsync_SubscriptionOnly_HasValueAndNoCost()
    {
        await AppendAsync(Call("call-1", 3) with { Billing = Billing.Subscription });
        var line = (await Ledger.SumAsync(SpendBy.Day, new LedgerQuery(), default)).ShouldHaveSingleItem();
        (line.Cost, line.Unaccounted, line.SubscriptionValue).ShouldBe((Usd.Zero, Usd.Zero, new Usd(3)));
    }

    public static TheoryData<string, LedgerQuery, string> Queries => new()
    {
        { "all", new(), "abcdef" },
        { "from", new(From: Today), "bcdef" },
        { "to", new(To: Today), "abcde" },
        { "from and to", new(From: Today, To: Today), "bcde" },
        { "days without rows", new(From: Today.AddDays(2)), "" },
        { "days the wrong way round", new(From: Today, To: Today.AddDays(-1)), "" },
        { "run", new(Run: RunId.Parse("run-2")), "b" },
        { "task", new(Task: TaskId.Parse("task-2")), "bc" },
        { "holder", new(PrincipalId: new PrincipalId("key-laptop")), "d" },
        { "lease", new(LeaseId: new LeaseId("lease-2")), "e" },
        { "all at once", OfTaskTwo(LeaseId.Parse("lease-1")), "b" },
        { "all at once, one wrong", OfTaskTwo(LeaseId.Parse("lease-2")), "" },
        { "a name that is SQL", new(PrincipalId: new PrincipalId("' OR 1=1 --")), "" },
        { "latest", new(Limit: 2), "ef" },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task ReadAndSumAsync_Query_SelectTheSameRows(string name, LedgerQuery query, string expected)
    {
        LedgerRow[] rows =
        [
            Call("a") with { Day = Today.AddDays(-1) },
            Call("b") with { Run = RunId.Parse("run-2"), Task = TaskId.Parse("task-2") },
            Call("c") with { Task = TaskId.Parse("task-2") },
            KeyCall("d"),
            Call("e") with { LeaseId = LeaseId.Parse("lease-2") },
            Call("f") with { Day = Today.AddDays(1) },
        ];
        await AppendAsync([.. rows.Select((r, i) => r with { At = r.At.AddMinutes(i) })]);

        (await Ledger.ReadAsync(query, default)).Select(r => r.CallId).ShouldBe(expected.Reverse().Select(c => c.ToString()), name);
        if (query.Limit == new LedgerQuery().Limit)
        {
            (await Ledger.SumAsync(SpendBy.Principal, query, default)).Sum(l => l.Calls).ShouldBe(expected.Length, name);
        }
    }

    [Fact]
    public async Task ReadAsync_SameInstant_ReturnsLastWrittenFirst()
    {
        foreach (var id in new[] { "c", "a", "b" })
        {
            await AppendAsync(Call(id));
        }

        (await ReadAsync()).Select(r => r.CallId).ShouldBe(["b", "a", "c"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task ReadAsync_LimitBelowOne_Throws(int limit)
    {
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Ledger.ReadAsync(new LedgerQuery(Limit: limit), default));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Ledger.SumAsync(SpendBy.Day, new LedgerQuery(Limit: limit), default));
    }

    [Fact]
    public async Task SumAsync_UnknownGrouping_Throws() =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Ledger.SumAsync((SpendBy)99, new LedgerQuery(), default));

    [Fact]
    public async Task GetByKindAsync_OtherKindsAndTheTaskItself_AreLeftOut()
    {
        await AppendAsync(
            Call("call-1", 1) with { Task = TaskId.Parse("task-a") },
            Call("call-2", 2) with { Task = TaskId.Parse("task-b") },
            Call("call-3", 0.00000001m) with { Task = TaskId.Parse("task-b") },
            Call("call-4", 4) with { Task = TaskId.Parse("task-c") },
            Call("call-5", 8) with { Task = TaskId.Parse("task-d"), TaskKind = "review" },
            KeyCall("call-6", 16));
        (await Costs.GetByKindAsync("build", TaskId.Parse("task-c"), 10, default)).ShouldBe([new Usd(2.00000001m), new Usd(1)]);
        (await Costs.GetByKindAsync("build", TaskId.Parse("task-x"), 2, default)).ShouldBe([new Usd(4), new Usd(2.00000001m)]);
        (await Costs.GetByKindAsync("design", TaskId.Parse("task-x"), 10, default)).ShouldBeEmpty();
    }

    private static LedgerQuery OfTaskTwo(LeaseId lease) =>
        new(Today, Today, RunId.Parse("run-2"), TaskId.Parse("task-2"), PrincipalId.Parse("attempt-1"), 10, lease);

    private Task AppendAsync(params LedgerRow[] rows) => Task.WhenAll(rows.Select(Ledger.AppendAsync));

    private Task<IReadOnlyList<LedgerRow>> ReadAsync() => Ledger.ReadAsync(new LedgerQuery(), default);
}
