using System.Text.Json;
using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Json;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using Factory.TestKit.Properties;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests.Tasks;

/// <summary>Random commands, mostly such as the stage expects, some late, repeated or about something else.</summary>
public class TaskRulesPropertyTests
{
    private static readonly Arbitrary<(int What, int How)[]> Steps =
        Gen.Choose(0, 255).Two().Select(t => (t.Item1, t.Item2)).ArrayOf(120).ToArbitrary();

    [Fact]
    public void Decide_AnyHistory_KeepsWhatEveryStagePromises() => Prop.ForAll(Steps, steps =>
    {
        var history = new History();
        foreach (var (what, how) in steps)
        {
            history.Step(what, how);
        }

        history.CheckReplay();
        return true;
    }).Check(PropertyConfig.Fixed(100));

    private sealed class History
    {
        private static readonly string[] Codes =
            [ErrorCodes.ModelFailed, ErrorCodes.BudgetExceeded, ErrorCodes.ChangeEmpty, ErrorCodes.ModelUnavailable];

        private readonly TaskRules _rules =
            new(new StaticConfigSource(Given.Config(Given.Policy(ApprovalTier.ApproveBefore))), new SequentialIdGenerator());

        private readonly TaskState _start = TaskState.Open(
            TaskId.Parse("task-1"),
            Given.Spec(reviewed: true, action: Given.Merge),
            Given.Now,
            backlog: true);

        private readonly List<(TaskEvent Event, DateTimeOffset At)> _events = [];
        private TaskState _task;
        private DateTimeOffset _now = Given.Now;
        private int _reviews;

        public History() => _task = _start;

        public void Step(int what, int how)
        {
            _now += TimeSpan.FromSeconds(1);
            var command = what % 8 < 6 ? Expected(how) : Any(how);
            Do(command);
            // Whatever the command was: sent again, it must not take effect a second time.
            var again = _rules.Decide(_task, command, _now);
            if (command is not (AssignAttempt or FailTask or CancelTask or RetryTask or PromoteTask))
            {
                again.Events.ShouldBeEmpty($"{command.GetType().Name} again in {_task.Stage}");
            }
        }

        public void CheckReplay() =>
            Json(_events.Aggregate(_start, (task, e) => task.Apply(e.Event, e.At)))
                .ShouldBe(Json(_task), "the events lead to the state again");

        private void Do(TaskCommand command)
        {
            var decision = _rules.Decide(_task, command, _now);
            var stored = JsonSerializer.Deserialize<TaskState>(Json(_task), FactoryJson.Options)!;
            new TaskRules(new StaticConfigSource(Given.Config(Given.Policy(ApprovalTier.ApproveBefore))), new SequentialIdGenerator())
                .Decide(stored, command, _now).Events.Count.ShouldBe(decision.Events.Count, "the same after a restart");
            foreach (var e in decision.Events)
            {
                if (e is TaskTransitioned move)
                {
                    TaskTransitions.Table[(_task.Stage, move.Trigger)].ShouldContain(move.To);
                }

                _task = _task.Apply(e, _now);
                _events.Add((e, _now));
            }

            Check(command);
        }

        private void Check(TaskCommand command)
        {
            var name = $"{_task.Stage} after {command.GetType().Name}";
            _task.ActiveAttempt.HasValue.ShouldBe(_task.Stage == TaskStage.InProgress, name);
            _task.Approval.HasValue.ShouldBe(_task.Stage == TaskStage.AwaitingApproval, name);
            (_task.Problem is not null).ShouldBe(_task.Stage is TaskStage.Failed or TaskStage.Cancelled, name);
            _task.FailedStage.HasValue.ShouldBe(_task.Stage == TaskStage.Failed, name);
            _task.FailedAttempts.ShouldBeLessThanOrEqualTo(_task.Spec.MaxAttempts, name);
            _task.Rejections.ShouldBeLessThanOrEqualTo(_task.Spec.MaxRounds, name);
            if (command is AskOperator ask && _task.Questions.FirstOrDefault(q => q.Text == ask.Text) is { Answer: null } asked)
            {
                _task.OpenQuestion().ShouldBe(asked, "the answer must reach who waits");
            }

            (_rules.EffectOf(_task) is not null)
                .ShouldBe(_task.Stage is TaskStage.InProgress or TaskStage.AwaitingApproval or TaskStage.Delivering, name);
            if (_task.Stage is TaskStage.Review or TaskStage.AwaitingApproval or TaskStage.Delivering or TaskStage.Done)
            {
                _task.Artifact.ShouldNotBeNull(name);
            }

            if (_task.Stage == TaskStage.Review)
            {
                (_task.Artifact as ChangeSet)?.Commit.ShouldNotBe(_task.RejectedCommit, "a commit is judged once");
            }
        }

        private TaskCommand Expected(int how) => _task.Stage switch
        {
            TaskStage.Backlog => new PromoteTask(),
            TaskStage.Ready => new AssignAttempt(Given.Assignment),
            // An agent waits for its answer before it asks the next question.
            TaskStage.InProgress when how % 5 == 0 && !IsWaitingForAnswer() => new AskOperator(_task.ActiveAttempt!.Value, $"Which {how}?"),
            TaskStage.InProgress when how % 5 == 1 && _task.OpenQuestion() is not null => new AnswerQuestion("This."),
            TaskStage.InProgress => new EndAttempt(Ended(_task.ActiveAttempt!.Value, how)),
            TaskStage.Review => new RecordReview(
                TaskId.Parse($"task-r{++_reviews}"),
                Given.Report(how % 2 == 0 ? Verdict.Reject : Verdict.Pass)),
            TaskStage.AwaitingApproval => new RecordApproval(Approval(_task.Approval!.Value, how)),
            TaskStage.Delivering => new RecordDelivery(how % 3 == 0
                ? DeliveryOutcome.Failed(new Problem(how % 2 == 0 ? ErrorCodes.MergeConflict : ErrorCodes.GitFailed, "no"))
                : new DeliveryOutcome("merged", null, null, null)),
            _ => new RetryTask(),
        };

        private bool IsWaitingForAnswer() => _task.OpenQuestion() is { } open && open.AskedAt >= _task.Attempts[^1].StartedAt;

        private TaskCommand Any(int how) => (how % 10) switch
        {
            0 when how < 60 => new CancelTask("enough"),
            1 => new RetryTask(),
            2 => new PromoteTask(),
            3 => new FailTask(new Problem(ErrorCodes.NoModel, "nobody")),
            4 when _task.Attempts.Count > 0 => new EndAttempt(Ended(_task.Attempts[how % _task.Attempts.Count].Id, how)),
            5 => new RecordApproval(Approval(ApprovalId.Parse("approval-99"), how)),
            6 when _reviews > 0 => new RecordReview(TaskId.Parse($"task-r{_reviews}"), Given.Report()),
            7 => new AnswerQuestion("That."),
            8 => new TellAgent("In euros."),
            _ => new RecordDelivery(DeliveryOutcome.Failed(new Problem(ErrorCodes.DeployFailed, "late"))),
        };

        private AttemptView Ended(AttemptId id, int how)
        {
            var status = (how % 6) switch
            {
                0 => AttemptStatus.Failed,
                1 => AttemptStatus.Lost,
                2 => AttemptStatus.Cancelled,
                _ => AttemptStatus.Succeeded,
            };
            var artifact = status == AttemptStatus.Succeeded && how % 7 > 0 ? Given.Change($"c{how % 12}") : null;
            var progress = new AttemptProgress(1, new(10, 5), new(0.01m), "submitted");
            var request = new AttemptRequest(id, _task.Id, 1, _task.Spec, Given.Assignment, [], null, []);
            var problem = artifact is null ? new Problem(Codes[how % Codes.Length], "it went wrong") : null;
            var salvaged = status == AttemptStatus.Failed && how % 4 == 0 ? $"s{how}" : null;
            return new AttemptView(
                request, status, progress, new AttemptResult(status, artifact, problem, progress, salvaged), _now, _now);
        }

        private ApprovalView Approval(ApprovalId id, int how)
        {
            var status = (how % 4) switch
            {
                0 => ApprovalStatus.Rejected,
                1 => ApprovalStatus.Expired,
                2 => ApprovalStatus.ChangesRequested,
                _ => ApprovalStatus.Approved,
            };
            return GivenTask.ApprovalOf(_task, status) with { Id = id, Comment = "because" };
        }

        private static string Json<T>(T value) => JsonSerializer.Serialize(value, FactoryJson.Options);
    }
}
