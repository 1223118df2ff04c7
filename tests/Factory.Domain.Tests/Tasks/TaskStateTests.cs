using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using static Factory.Domain.Tests.Tasks.GivenTask;

namespace Factory.Domain.Tests.Tasks;

public class TaskStateTests
{
    public static TheoryData<string?, Artifact, string?> Starts => new()
    {
        { null, Given.Change("c2"), "c2" },
        { "c1", Given.Change("c2"), "c2" },
        { "c1", new ChangeSet("without a commit", []), "c1" },
        { "c1", new Deployment("local", "/", "n"), "c1" },
    };

    [Theory]
    [MemberData(nameof(Starts))]
    public void Apply_ArtifactAccepted_TheNextAttemptStartsFromItsCommit(string? from, Artifact artifact, string? expected)
    {
        var task = After(In(TaskStage.InProgress) with { StartCommit = from }, new ArtifactAccepted(artifact));
        task.StartCommit.ShouldBe(expected);
        task.Artifact.ShouldBe(artifact);
    }

    [Theory]
    [InlineData(null, "saved", "saved")]
    [InlineData("c1", "saved", "saved")]
    [InlineData("c1", null, "c1")]
    public void Apply_AttemptFailed_TheNextStartsFromTheSavedCommit(string? from, string? salvaged, string? expected)
    {
        var ended = Ended(AttemptStatus.Failed);
        After(
            In(TaskStage.InProgress) with { StartCommit = from },
            new AttemptRecorded(ended with { Result = ended.Result! with { SalvagedCommit = salvaged } }))
            .StartCommit.ShouldBe(expected);
    }

    [Theory]
    [InlineData(Verdict.Pass, 1)]
    [InlineData(Verdict.Reject, 2)]
    public void Apply_ReviewRecorded_OnlyARejectionIsASetback(Verdict verdict, int setbacks)
    {
        var task = After(In(TaskStage.Review) with { FailedAttempts = 1 }, new ReviewRecorded(TaskId.Parse("task-9"), verdict, ["reason"]));
        task.ToView().Setbacks.ShouldBe(setbacks);
        task.ReviewTasks.ShouldBe([TaskId.Parse("task-9")]);
        task.Feedback.ShouldBe(["reason"]);
    }

    /// <summary>A run compares revisions to know whether a task has changed since it read it.</summary>
    [Fact]
    public void Apply_AnyEvent_RaisesTheRevision()
    {
        var task = In(TaskStage.Review);
        var after = After(After(task, new FeedbackAdded("reason")), new FeedbackAdded("reason"));
        after.ToView().Revision.ShouldBe(task.ToView().Revision + 2);
    }

    [Fact]
    public void Apply_EventThatMovesNothing_KeepsTheRevisionOfTheStage()
    {
        var moved = After(In(TaskStage.InProgress), new TaskTransitioned(TaskTrigger.Cancel, TaskStage.Cancelled, "enough"));
        moved.ToView().StageRevision.ShouldBe(moved.Revision);

        After(moved, new AttemptRecorded(Ended(AttemptStatus.Cancelled))).ToView().StageRevision.ShouldBe(moved.Revision);
    }

    /// <summary>A task that an earlier version stored has no such number: what it had then is taken.</summary>
    [Fact]
    public void Apply_TaskOfAnEarlierVersion_TakesItsRevisionForTheStage()
    {
        var stored = In(TaskStage.Cancelled) with { StageRevision = null, Revision = 7 };
        stored.ToView().StageRevision.ShouldBe(7);

        After(stored, new AttemptRecorded(Ended(AttemptStatus.Cancelled))).ToView().StageRevision.ShouldBe(7);
    }

    [Fact]
    public void Apply_QuestionAnswered_AnswersOnlyThatQuestion()
    {
        TaskQuestion first = new(
            QuestionId.Parse("question-1"),
            "Which?",
            Given.Now), second = first with { Id = QuestionId.Parse("question-2"), Text = "Why?" };
        var task = After(In(TaskStage.InProgress) with { Questions = [first, second] }, new QuestionAnswered(second.Id, "Because."));
        task.Questions.ShouldBe([first, second with { Answer = "Because." }]);
        task.OpenQuestion().ShouldBe(first);
    }

    [Theory]
    [InlineData(TaskStage.InProgress, true)]
    [InlineData(TaskStage.Ready, false)]
    [InlineData(TaskStage.Cancelled, false)]
    public void ToView_OpenQuestion_IsShownWhileTheAttemptWaits(TaskStage stage, bool shown)
    {
        var question = new TaskQuestion(QuestionId.Parse("question-1"), "Which?", Given.Now);
        (In(TaskStage.InProgress) with { Stage = stage, Questions = [question] }).ToView().Question.ShouldBe(shown ? question : null);
    }

    [Fact]
    public void Apply_AttemptRecorded_CompletesItsOwnEntryOnly()
    {
        var problem = new Problem(ErrorCodes.ModelFailed, "went away");
        var task = After(In(TaskStage.InProgress), new AttemptAssigned(AttemptId.Parse("attempt-2"), Given.Assignment));
        var ended = Ended(AttemptStatus.Failed, AttemptId.Parse("attempt-2"), problem);
        ended = ended with { Progress = ended.Progress with { Cost = new Usd(0.25m) }, FinishedAt = Given.Now.AddMinutes(5) };

        var after = After(task, new AttemptRecorded(ended));

        after.Attempts[0].ShouldBe(task.Attempts[0]);
        after.Attempts[1].ShouldBe(task.Attempts[1] with
        {
            Status = AttemptStatus.Failed,
            FinishedAt = Given.Now.AddMinutes(5),
            Usage = new(100, 20),
            Cost = new Usd(0.25m),
            Problem = problem
        });
        after.Attempts.Select(a => a.Number).ShouldBe([1, 2]);
        after.FailedAttempts.ShouldBe(1);
    }

    /// <summary>Whatever belongs to a stage ends with it.</summary>
    [Theory]
    [InlineData(TaskTrigger.AttemptFailed, TaskStage.Ready)]
    [InlineData(TaskTrigger.AttemptFailed, TaskStage.Failed)]
    [InlineData(TaskTrigger.AttemptSucceeded, TaskStage.AwaitingApproval)]
    [InlineData(TaskTrigger.Assign, TaskStage.InProgress)]
    [InlineData(TaskTrigger.Retry, TaskStage.Ready)]
    public void Apply_Transition_KeepsOnlyWhatTheNewStageNeeds(TaskTrigger trigger, TaskStage to)
    {
        var task = In(TaskStage.InProgress) with
        {
            Approval = Approval,
            FailedAttempts = 2,
            Rejections = 1,
            FailedStage = TaskStage.Delivering
        };

        var after = After(task, new TaskTransitioned(trigger, to, "because"));

        after.Stage.ShouldBe(to);
        after.ActiveAttempt.ShouldBe(to == TaskStage.InProgress ? Attempt : null);
        after.ToView().Approval.ShouldBe(to == TaskStage.AwaitingApproval ? Approval : null);
        after.FailedStage.ShouldBe(to == TaskStage.Failed ? TaskStage.InProgress : null);
        after.FailedAttempts.ShouldBe(trigger == TaskTrigger.Retry ? 0 : 2);
        after.Rejections.ShouldBe(trigger == TaskTrigger.Retry ? 0 : 1);
        after.UpdatedAt.ShouldBe(Given.Now.AddHours(1));
    }

    private static TaskState After(TaskState task, TaskEvent @event) => task.Apply(@event, Given.Now.AddHours(1));
}
