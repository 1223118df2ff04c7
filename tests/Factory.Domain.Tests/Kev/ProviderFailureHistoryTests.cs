using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Providers;
using Factory.Domain.Routing;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Kev;

/// <summary>
/// The third table of docs/reference/model-failures.md: where a task goes after an attempt that its provider failed.
/// </summary>
public class ProviderFailureHistoryTests
{
    private static readonly ModelRef Other = new("other", "mid");

    private static readonly FactoryConfig Two = Given.Config(providers: [
        Given.Provider(),
        Given.Provider("other", 8, Given.Model(Other, ModelTier.Cheap, 2, "f3"))
    ]);

    [Theory]
    [InlineData(ErrorCodes.ModelKeyRejected)]
    [InlineData(ErrorCodes.ModelCreditExhausted)]
    [InlineData(ErrorCodes.ModelRateLimited)]
    [InlineData(ErrorCodes.ModelUnavailable)]
    public void Choose_AfterAFailureOfTheProvider_TakesAnotherAtTheSameTierWithTheReason(string code)
    {
        var chosen = Choose(After(code), Two).ShouldBeOfType<RoutingDecision.Chosen>().Assignment;
        (chosen.Model, chosen.Tier).ShouldBe((Other, ModelTier.Cheap));
        chosen.Reason.ShouldContain("; lab failed before");
        chosen.Reason.ShouldNotContain("raised");
    }

    [Theory]
    [InlineData(ErrorCodes.ModelFailed)]
    [InlineData(ErrorCodes.ModelResponseInvalid)]
    [InlineData(ErrorCodes.ModelContextExceeded)]
    [InlineData(ErrorCodes.ArtifactMalformed)]
    public void Choose_AfterAFailureOfTheModel_GoesUpATier(string code)
    {
        var chosen = Choose(After(code, code, code), Two).ShouldBeOfType<RoutingDecision.Chosen>().Assignment;
        chosen.Model.ShouldBe(Given.LargeModel);
        chosen.Reason.ShouldContain("raised after 3 setbacks");
    }

    [Theory]
    [InlineData(ErrorCodes.ModelKeyRejected)]
    [InlineData(ErrorCodes.ModelCreditExhausted)]
    public void Choose_NoOtherProvider_GivesTheTaskToTheOperatorWithTheReason(string code)
    {
        var problem = Choose(After(code), Given.Config()).ShouldBeOfType<RoutingDecision.Unroutable>().Problem;
        problem.Code.ShouldBe(code);
        problem.Message.ShouldBe("lab/small: it said no. No other provider can do this task.");
        problem.Hint.ShouldBe("Do this, then: factory run retry run-1");
    }

    [Theory]
    [InlineData(ErrorCodes.ModelRateLimited)]
    [InlineData(ErrorCodes.ModelUnavailable)]
    public void Choose_NoOtherProvider_RetriesTheSameAfterATransientFailure(string code) =>
        Choose(After(code), Given.Config()).ShouldBeOfType<RoutingDecision.Chosen>().Assignment.Model.ShouldBe(Given.SmallModel);

    [Fact]
    public void Choose_AfterTheOperatorsRetry_ForgetsTheFailures()
    {
        var task = After(ErrorCodes.ModelKeyRejected) with { FailedAttempts = 0, Setbacks = 0 };
        Choose(task, Given.Config()).ShouldBeOfType<RoutingDecision.Chosen>();
    }

    [Theory]
    [InlineData(ErrorCodes.ModelKeyRejected, "Another provider is used if there is one.", false)]
    [InlineData(ErrorCodes.ModelRateLimited, "It is tried again, with another provider if there is one.", false)]
    [InlineData(ErrorCodes.ModelFailed, "It is tried again, a tier up if there is one.", true)]
    public void Decide_FailedAttempt_NamesTheNextStepAndGivesFeedbackOnlyOfTheWork(string code, string next, bool hasFeedback)
    {
        var task = TaskOf(code);
        var moved = Tasks.GivenTask.Decide(task, new EndAttempt(Ended(task, code))).Events;
        moved.OfType<TaskTransitioned>().Single().Reason.ShouldBe($"attempt 1 failed: lab/small: it said no. {next}");
        moved.OfType<FeedbackAdded>().Any().ShouldBe(hasFeedback);
    }

    private static TaskState TaskOf(string code) =>
        new[]
        {
            new AttemptAssigned(AttemptId.Parse("attempt-1"), Given.Assignment) as TaskEvent,
            new TaskTransitioned(TaskTrigger.Assign, TaskStage.InProgress, code)
        }
        .Aggregate(TaskState.Open(TaskId.Parse("task-1"), Given.Spec(), Given.Now), (task, e) => task.Apply(e, Given.Now));

    private static AttemptView Ended(TaskState task, string code)
    {
        var order = new AttemptRequest(AttemptId.Parse("attempt-1"), task.Id, 1, task.Spec, Given.Assignment, [], null, []);
        var progress = new AttemptProgress(1, default, default, "thinking");
        return AttemptState(
            order,
            new AttemptResult(AttemptStatus.Failed, null, new Problem(code, "lab/small: it said no.", "Do this; or that."), progress));
    }

    private static AttemptView AttemptState(AttemptRequest order, AttemptResult result) =>
        Domain.Attempts.AttemptState.Start(order, Given.Now).End(result, Given.Now).ToView();

    private static TaskView After(params string[] codes) => TaskState.Open(TaskId.Parse("task-1"), Given.Spec(), Given.Now).ToView() with
    {
        Setbacks = codes.Length,
        FailedAttempts = codes.Length,
        Attempts =
        [
            .. codes.Select((code, i) => new TaskAttempt(
                AttemptId.Parse($"attempt-{i + 1}"),
                i + 1,
                AgentId.Parse("agent-rex"),
                Given.SmallModel,
                AttemptStatus.Failed,
                Given.Now,
                Given.Now,
                default,
                default,
                new Problem(code, "lab/small: it said no.", "Do this; or that."))),
        ],
    };

    private static RoutingDecision Choose(TaskView task, FactoryConfig config) =>
        RoutingPolicy.Choose(task, config, [.. config.Catalogue.Providers.Select(p => new ProviderAvailability(p, true, "there"))], []);
}
