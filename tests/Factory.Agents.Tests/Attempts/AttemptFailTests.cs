using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Domain.Attempts;
using Factory.TestKit.Builders;

namespace Factory.Agents.Tests.Attempts;

/// <summary>Attempts that the factory stops because they must not continue.</summary>
public sealed class AttemptFailTests
{
    [Fact]
    public async Task Fail_RunningAttempt_StopsTheModelAndEndsWithTheProblem()
    {
        await using var harness = new RunnerHarness();
        var thinking = new TaskCompletionSource();
        harness.Model
            .Calls((ToolNames.WriteFile, new { path = "a", content = "half" }))
            .Then(async stop =>
            {
                thinking.SetResult();
                await Task.Delay(Timeout.Infinite, stop);
                return [];
            });
        harness.Runner.Start(RunnerHarness.Request(Given.Spec()));
        await thinking.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var problem = new Problem(
            ErrorCodes.BudgetExceeded,
            "budget-task-1: cap 0.10 USD, left 0.00 USD.",
            "Give it more: factory budget set task-1 1");

        harness.Runner.Fail(RunnerHarness.Attempt, problem);
        harness.Runner.Fail(AttemptId.Parse("attempt-unknown"), problem);

        var result = await harness.Grains.Attempt.Result;
        result.Status.ShouldBe(AttemptStatus.Failed);
        result.Problem.ShouldBe(problem);
        result.SalvagedCommit.ShouldBe("c1");
    }
}
