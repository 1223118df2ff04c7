using Factory.Contracts.Deployments;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using static Factory.Domain.Tests.Tasks.GivenTask;

namespace Factory.Domain.Tests.Tasks;

public class TaskEffectsTests
{
    [Fact]
    public void For_AnyStage_HasTheEffectOfTheStage()
    {
        TaskEffects.For(In(TaskStage.InProgress), Given.Policy()).ShouldBeOfType<AttemptEffect>().Request.Attempt.ShouldBe(Attempt);
        TaskEffects.For(In(TaskStage.AwaitingApproval), Given.Policy())
            .ShouldBeOfType<ApprovalEffect>()
            .Request.ActionClass.ShouldBe("merge");
        TaskEffects.For(In(TaskStage.Delivering), Given.Policy())
            .ShouldBeOfType<DeliveryEffect>()
            .Request.Artifact.ShouldBe(Given.Change());
        TaskEffects.For(In(TaskStage.Ready), Given.Policy()).ShouldBeNull();
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("own", null, "own")]
    [InlineData(null, "reviewed", "reviewed")]
    [InlineData("own", "reviewed", "own")]
    public void For_TaskInProgress_StartsFromItsOwnCommitElseFromTheReviewedOne(string? own, string? reviewed, string? expected)
    {
        var subject = reviewed is null ? null : new ReviewSubject(TaskId.Parse("task-8"), reviewed, Given.SmallModel, false);
        var task = In(TaskStage.InProgress) with { StartCommit = own, Spec = Given.Spec(reviews: subject) };
        TaskEffects.For(task, Given.Policy()).ShouldBeOfType<AttemptEffect>().Request.StartCommit.ShouldBe(expected);
    }

    [Fact]
    public void For_TaskInProgress_HasTheAnswersAndNoOpenQuestion()
    {
        var open = new TaskQuestion(QuestionId.Parse("question-1"), "Which?", Given.Now);
        var answered = new TaskQuestion(QuestionId.Parse("question-2"), "Why?", Given.Now, "Because.");
        TaskEffects.For(In(TaskStage.InProgress) with { Questions = [open, answered] }, Given.Policy())
            .ShouldBeOfType<AttemptEffect>()
            .Request.Answers.ShouldBe([answered]);
    }

    [Fact]
    public void For_MergeAwaitingApproval_HasTheSizeOfTheChange()
    {
        var request = TaskEffects.For(In(TaskStage.AwaitingApproval), Given.Policy()).ShouldBeOfType<ApprovalEffect>().Request;
        request.Summary.ShouldBe("Merge tip-calculator into main");
        request.Details.ShouldBe("2 files, +10 -1, commit c1\nThe agent says:\n    Add it", "the factory's own line comes first");
        request.Lifetime.ShouldBe(TimeSpan.FromDays(7));
    }

    [Fact]
    public void For_DeploymentAwaitingApproval_HasTheTargetAndTheNotes()
    {
        var spec = Given.Spec(action: new TaskAction(TaskActionKind.Deploy, "deploy.staging", "local"));
        var request =
            TaskEffects.For(
                In(TaskStage.AwaitingApproval) with { Spec = spec, Artifact = new Deployment("local", "/", "First version.") },
                Given.Policy()).ShouldBeOfType<ApprovalEffect>().Request;
        request.Summary.ShouldBe("Deploy tip-calculator to local");
        request.Details.ShouldBe("Deploy tip-calculator to local\nThe agent says:\n    First version.");
    }
}
