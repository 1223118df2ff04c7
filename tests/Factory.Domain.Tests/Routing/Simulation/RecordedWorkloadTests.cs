using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Providers;
using Factory.Contracts.Tasks;
using Factory.Domain.Routing.Simulation;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Routing.Simulation;

/// <summary>A workload from a factory's own tasks: what was seen counts, the rest is assumed by tier.</summary>
public class RecordedWorkloadTests
{
    private static readonly ProviderView Lab = new(
        "lab",
        true,
        "",
        [
            new ModelView("small", ModelTier.Cheap, new Usd(1), new Usd(4), 1_000, []),
            new ModelView("large", ModelTier.Premium, new Usd(10), new Usd(40), 1_000, [])
        ],
        0,
        0,
        null);

    [Fact]
    public void From_Tasks_TakesSharesSizesAndAcceptance()
    {
        var workload = RecordedWorkload.From(
            [Task(1, AttemptVerdict.Rejected, AttemptVerdict.Accepted), Task(2, AttemptVerdict.Accepted), Task(3)],
            [Lab, Lab with { Name = "away", Available = false }]).ShouldNotBeNull();

        WorkloadRules.Validate(workload).ShouldBeEmpty();
        workload.Models.Select(m => m.Model).ShouldBe(["lab/small", "lab/large"]);
        var kind = workload.Kinds.ShouldHaveSingleItem();
        (kind.Kind, kind.Share, kind.Input, kind.Output).ShouldBe(("build", 2, 3_000, 200));
        workload.MinutesPerAttempt.ShouldBe(2);
        var table = workload.Acceptance["build"]["alike"];
        table["lab/small"].ShouldBe((2 + (3 * 0.7)) / 6, 1e-3);
        table["lab/large"].ShouldBe(0.9, 1e-3);
        Simulator.Run(workload with { Seeds = 1 }).Policies.Count.ShouldBe(3);
    }

    [Fact]
    public void From_NothingJudged_IsNull()
    {
        RecordedWorkload.From([Task(1)], [Lab]).ShouldBeNull();
        RecordedWorkload.From([Task(1, AttemptVerdict.Accepted)], []).ShouldBeNull();
    }

    private static TaskView Task(int number, params AttemptVerdict[] verdicts) =>
        TaskState.Open(TaskId.Parse($"task-{number}"), Given.Spec(), Given.Now.AddMinutes(number)).ToView() with
        {
            Attempts =
        [
            .. verdicts.Select((v, i) => new TaskAttempt(
                AttemptId.Parse($"attempt-{i + 1}"),
                i + 1,
                AgentId.Parse("agent-rex"),
                Given.SmallModel,
                AttemptStatus.Succeeded,
                Given.Now,
                Given.Now.AddMinutes(2),
                new TokenUsage(3_000, 200),
                default,
                null) { Verdict = v }),
        ],
        };
}
