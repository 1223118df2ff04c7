using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Contracts.Keys;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;

namespace Factory.Cli.Tests.Commands;

public sealed class SpendingCommandTests
{
    private static readonly BurnRate Today = new(
        new DateOnly(2030, 1, 1),
        new Usd(50),
        new Usd(12.5m),
        new Usd(1),
        new Usd(36.5m),
        new Usd(6),
        new DateTimeOffset(2030, 1, 1, 18, 5, 0, TimeSpan.Zero));

    [Fact]
    public async Task Spend_AllKindsOfCost_FitInto80Columns()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Answers["/api/spend"] = new SpendReport(
            SpendBy.Run,
            null,
            null,
            [Line("run-01jd3z8w6q4m5n7p9r2s4t6v8x", 1_204, 12.3456m, 0.25m, 3)],
            Line("total", 1_204, 12.3456m, 0.25m, 3),
            Today);

        (await rig.RunAsync("spend", "--by", "run")).ShouldBe(ExitCodes.Success);

        var lines = rig.Out.ToString().Split('\n');
        lines[0].ShouldBe("Today (2030-01-01 UTC): 12.50 USD of 50.00 USD spent, 1.00 USD reserved for calls, 36.50 USD left.");
        lines[1].ShouldBe("Last hour: 6.00 USD. At that rate the budget of the day is used up at 18:05 UTC.");
        lines.First(l => l.StartsWith("run-", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["run-01jd3z8w6q4m5n7p9r2s4t6v8x", "1,204", "1.2M", "12.35", "3.00", "0.25"]);
        lines.Where(l =>
            !l.StartsWith("Subscription:", StringComparison.Ordinal)
                && !l.StartsWith("Today", StringComparison.Ordinal)
                && !l.StartsWith("Unaccounted:", StringComparison.Ordinal)).ShouldAllBe(l => l.TrimEnd().Length <= 80);
    }

    [Fact]
    public async Task Spend_EmptyColumns_AreLeftOut()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Answers["/api/spend"] = new SpendReport(
            SpendBy.Day,
            null,
            null,
            [],
            Line("total", 0, 0, 0, 0),
            Today with { SpentLastHour = Usd.Zero, ExhaustedAt = null });
        (await rig.RunAsync("spend")).ShouldBe(ExitCodes.Success);
        rig.Out.ToString().ShouldContain("Last hour: nothing.");
        rig.Out.ToString().ShouldContain("There were no model calls in that time.");
        rig.Out.ToString().ShouldNotContain("subscription");

        rig.Out.GetStringBuilder().Clear();
        (await rig.RunAsync("spend", "--json")).ShouldBe(ExitCodes.Success);
        rig.JsonLines().Single().GetProperty("today").GetProperty("remaining").GetDecimal().ShouldBe(36.5m);
        (await rig.RunAsync("spend", "--by", "week")).ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task BudgetSet_BudgetInWords_SetsItAndSuggestsTheNextCommand()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        var sent = new List<string>();
        foreach (var (path, key) in ((string, string)[])[
            ("day", "budget-day-2030-01-01"),
            ("agent-rex", "budget-agent-rex-2030-01-01"),
            ("key-laptop", "budget-key-laptop"),
            ("run-1", "budget-run-1")
        ])
        {
            silo.Commands[$"/api/budgets/{path}"] = body =>
            {
                sent.Add(body);
                return new BudgetView(BudgetId.Parse(key), new Usd(80), new Usd(20.001m), Usd.Zero);
            };
        }

        var stopped = Samples.Run() with { Status = RunStatus.Failed, Problem = new Problem(ErrorCodes.BudgetExceeded, "used up") };
        silo.Answers["/api/runs"] = new Page<RunView>([stopped], null);
        silo.Answers["/api/runs/run-1"] = stopped;

        (await rig.RunAsync("budget", "set", "day", "80")).ShouldBe(ExitCodes.Success);
        rig.Out.ToString().ShouldContain("A budget stopped run-1. Continue with: factory run retry run-1");
        rig.Out.ToString().ShouldContain("59.99 USD", customMessage: "what is left is never rounded up");
        (await rig.RunAsync("budget", "set", "agent", "Rex", "80")).ShouldBe(ExitCodes.Success);
        (await rig.RunAsync("budget", "set", "key", "laptop", "80")).ShouldBe(ExitCodes.Success);
        (await rig.RunAsync("budget", "set", "run-1", "7.50")).ShouldBe(ExitCodes.Success);
        rig.Out.ToString().ShouldContain($"Continue with: factory run retry run-1 --data {rig.Data}");
        sent.ShouldBe(["""{"capUsd":80}""", """{"capUsd":80}""", """{"capUsd":80}""", """{"capUsd":7.50}"""]);
        (await rig.RunAsync("budget", "set", "day", "lots")).ShouldBe(ExitCodes.Usage);
        (await rig.RunAsync("budget", "set", "week", "5")).ShouldBe(ExitCodes.NotFound);
    }

    [Fact]
    public async Task BudgetShow_WithOrWithoutName_ListsOneOrAll()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Answers["/api/budgets"] = new[]
        {
            new BudgetView(BudgetId.Parse("budget-day-2030-01-01"), new Usd(50), new Usd(0.004m), new Usd(1)),
            new BudgetView(BudgetId.Parse("budget-run-1"), new Usd(5), new Usd(5), Usd.Zero)
        };
        silo.Answers["/api/budgets/agent-rex"] =
            new BudgetView(BudgetId.Parse("budget-agent-rex-2030-01-01"), new Usd(10), Usd.Zero, Usd.Zero);
        (await rig.RunAsync("budget", "show")).ShouldBe(ExitCodes.Success);
        var lines = rig.Out.ToString()
            .Split('\n')
            .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .ToList();
        lines.ShouldContain("day 50.00 USD 0.004 USD 1.00 USD 48.99 USD");
        lines.ShouldContain("run-1 5.00 USD 5.00 USD 0.00 USD 0.00 USD");
        rig.Out.GetStringBuilder().Clear();
        (await rig.RunAsync("budget", "show", "agent", "rex", "--json")).ShouldBe(ExitCodes.Success);
        rig.JsonLines().Single().GetProperty("items")[0].GetProperty("name").GetString().ShouldBe("budget-agent-rex-2030-01-01");
    }

    private static SpendLine Line(string name, long calls, decimal cost, decimal unaccounted, decimal plan) =>
        new(name, calls, new TokenUsage(calls * 900, calls * 100), new Usd(cost), new Usd(unaccounted), new Usd(plan));
}
