using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Ledger;
using Factory.Domain.Metering;
using Factory.Metering.Budgets;
using Factory.TestKit.Metering;
using Microsoft.Extensions.Logging.Abstractions;

namespace Factory.Metering.Tests.Budgets;

public sealed class CostAnomalyDetectorTests : ITaskCosts
{
    private static readonly Principal Rex = new(
        PrincipalId.Parse("attempt-one"),
        TaskId.Parse("task-one"),
        RunId.Parse("run-one"),
        AttemptId.Parse("attempt-one"),
        AgentId.Parse("agent-rex"),
        "build",
        null);

    private readonly FakeGrains _grains = new();

    private int _queries;

    private CostAnomalyDetector Detector => field ??= new(_grains, this, NullLogger<CostAnomalyDetector>.Instance);

    private InMemoryBudgetGrain Budget => _grains.Budget("budget-task-one");

    [Fact]
    public async Task Check_TaskCostsFarMoreThanOthers_RaisesOneAlert()
    {
        await CheckAsync(1.01m);
        await CheckAsync(5);

        Budget.RaisedAlerts.ShouldHaveSingleItem().ShouldContain("the median of 5 other tasks of the kind 'build' is 0.10 USD");
    }

    // Each comparison is a query over the ledger, and a lease may grow many times a second.
    [Theory]
    [InlineData(0.09, 0.09, 0)]
    [InlineData(0.10, 0.11, 1)]
    [InlineData(0.10, 0.119, 1)]
    [InlineData(0.10, 0.12, 2)]
    public async Task Check_SpentLittleMore_DoesNotCompareAgain(double first, double second, int queries)
    {
        await CheckAsync((decimal)first);
        await CheckAsync((decimal)second);

        _queries.ShouldBe(queries);
        Budget.RaisedAlerts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Check_NoTaskOrKind_DoesNothing(bool hasTask)
    {
        var task = hasTask ? Rex.Task : null;

        await Detector.CheckAsync(Rex with { Task = task, TaskKind = hasTask ? null : "build" });

        _grains.Budgets.ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_LedgerFails_DoesNotFailTheCallAndTriesAgain()
    {
        Failure = new IOException("disk");
        await CheckAsync(2);
        Failure = null;
        await CheckAsync(2);

        Budget.RaisedAlerts.ShouldHaveSingleItem();
    }

    Task<IReadOnlyList<Usd>> ITaskCosts.GetByKindAsync(string kind, TaskId except, int limit, CancellationToken cancellationToken)
    {
        _queries++;
        return Failure is { } failure
            ? Task.FromException<IReadOnlyList<Usd>>(failure)
            : Task.FromResult<IReadOnlyList<Usd>>([.. Enumerable.Repeat(new Usd(0.10m), 5)]);
    }

    private IOException? Failure { get; set; }

    private Task CheckAsync(decimal spent)
    {
        Budget.State = Budget.State with { Spent = new Usd(spent) };
        return Detector.CheckAsync(Rex);
    }
}
