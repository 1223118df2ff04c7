using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Domain.Metering;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Metering;

/// <summary>Who pays: every budget that a call counts against, outermost first.</summary>
public class PrincipalTests
{
    private static readonly DateOnly Day = new(2030, 1, 2);

    [Fact]
    public void Budgets_AttemptOfARun_AreDayAgentRunAndTask() => Principal.ForAttempt(Request("run-1")).Budgets(Day)
        .Select(b => b.Value)
        .ShouldBe(["budget-day-2030-01-02", "budget-agent-rex-2030-01-02", "budget-run-1", "budget-task-1"]);

    [Fact]
    public void Budgets_TaskWithoutARun_LeavesTheRunOut() => Principal.ForAttempt(Request(null)).Budgets(Day)
        .Select(b => b.Value)
        .ShouldBe(["budget-day-2030-01-02", "budget-agent-rex-2030-01-02", "budget-task-1"]);

    [Fact]
    public void Budgets_NamedKey_AreDayAndKey() =>
        Principal.ForKey("laptop").Budgets(Day).Select(b => b.Value).ShouldBe(["budget-day-2030-01-02", "budget-key-laptop"]);

    [Fact]
    public void ForAttempt_Request_TakesAllThatALedgerRowNames()
    {
        var principal = Principal.ForAttempt(Request("run-1"));
        principal.ShouldBe(new Principal(
            PrincipalId.Parse("attempt-1"),
            TaskId.Parse("task-1"),
            RunId.Parse("run-1"),
            AttemptId.Parse("attempt-1"),
            Given.Assignment.Agent,
            "build",
            null));
    }

    private static AttemptRequest Request(string? run) => new(
        AttemptId.Parse("attempt-1"),
        TaskId.Parse("task-1"),
        1,
        Given.Spec() with { Run = run is null ? null : RunId.Parse(run) },
        Given.Assignment,
        [],
        null,
        []);
}
