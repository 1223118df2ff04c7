using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Json;
using Factory.Contracts.Metering;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using Factory.TestKit.Properties;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests.Runs;

/// <summary>
/// Random commands of a run over tasks that make random allowed transitions of their own, several between two
/// reconciliations.
/// </summary>
public class RunRulesPropertyTests
{
    // Long histories of evenly drawn bytes: FsCheck's own arrays are short and its bytes small, and most runs would
    // never reach a deployment.
    private static readonly Arbitrary<(int What, int Which, int How)[]> Steps =
        Gen.Choose(0, 255).Three().Select(t => (t.Item1, t.Item2, t.Item3)).ArrayOf(200).ToArbitrary();

    [Fact]
    public void Decide_AnyHistory_IsAllowedIdempotentReplayableAndLogged() => Prop.ForAll(Steps, steps =>
    {
        var history = new History();
        foreach (var (what, which, how) in steps)
        {
            history.Step(what, which, how);
        }

        history.CheckReplay();
        return true;
    }).Check(PropertyConfig.Fixed(60));

    private sealed class History
    {
        private readonly RunWalk _walk = new();
        private readonly RunState _start;
        private readonly List<(RunEvent Event, DateTimeOffset At)> _events = [];
        private int _commits;

        public History()
        {
            // The stages before the build are the same thing twice: what is interesting starts with the review.
            _walk.UpToBuild();
            _start = _walk.Run;
            Advance();
        }

        public void Step(int what, int which, int how)
        {
            _walk.Now += TimeSpan.FromSeconds(1);
            switch (what % 16)
            {
                case 0 when how % 8 == 0:
                    Do(new CancelRun("enough"));
                    break;
                case 1 or 2:
                    Retry(new RetryRun(how % 2 == 0 ? null : new Usd(how), which % 2 == 0, _walk.Tasks), which);
                    break;
                case 3:
                    Change(which, task => task.Stage == TaskStage.InProgress ? task with { Question = Question(task, how) } : task);
                    break;
                case 4 or 5 or 6 or 7:
                    Advance();
                    break;
                case 8:
                    Change(which, EndStoppedAttempt);
                    break;
                default:
                    Change(which, task => Move(task, how));
                    break;
            }
        }

        public void CheckReplay() =>
            Json(_events.Aggregate(_start, (run, e) => run.Apply(e.Event, e.At)))
                .ShouldBe(Json(_walk.Run), "the events lead to the state again");

        /// <summary>
        /// A retry that was accepted reaches every stage, also when the end of a stopped attempt is recorded before it.
        /// </summary>
        private void Retry(RetryRun command, int which)
        {
            if (_walk.Decide(command).Events.Count == 0)
            {
                Do(command);
                return;
            }

            Do(command);
            var retried = _walk.Run.Stages.Where(s => s.RetriedRevision is not null).ToDictionary(s => s.Name, s => s.Task!.Value);
            Change(which, EndStoppedAttempt);
            Advance();
            foreach (var (stage, id) in retried.Where(r => _walk.Run.Stage(r.Key).Task == r.Value))
            {
                // A run that another stage ends meanwhile keeps the retry for the next time.
                (!_walk.Tasks[id].IsFinished() || _walk.Run.Stage(stage).IsRetryPending(_walk.Tasks[id]))
                    .ShouldBeTrue("what the task ended as before the retry says nothing about it");
            }
        }

        private void Advance()
        {
            Do(new AdvanceRun(_walk.Tasks));
            _walk.Decide(new AdvanceRun(_walk.Tasks)).ShouldBe(Decision<RunEvent>.Unchanged, "the run already reflects its tasks");

            var stored = JsonSerializer.Deserialize<RunState>(Json(_walk.Run), FactoryJson.Options)!;
            var reread = _walk.Tasks.ToDictionary(t => t.Key, t => Reread(t.Value));
            new RunRules(new SequentialIdGenerator()).Decide(stored, new AdvanceRun(reread), _walk.Now)
                .ShouldBe(Decision<RunEvent>.Unchanged, "the same after a restart");
            foreach (var effect in RunEffects.For(_walk.Run, _walk.Tasks).ToList())
            {
                Apply(effect);
            }
        }

        private void Do(RunCommand command)
        {
            var (before, decision) = (_walk.Run, _walk.Decide(command));
            if (decision.Problem is { } problem)
            {
                command.ShouldNotBeOfType<AdvanceRun>(problem.Message);
                decision.Events.ShouldBeEmpty();
                return;
            }

            foreach (var effect in RunEffects.BeforeCommit(before, decision.Events, _walk.Tasks).ToList())
            {
                Apply(effect);
            }

            foreach (var e in decision.Events)
            {
                RunTransitions.IsAllowed(_walk.Run, e).ShouldBeTrue($"{_walk.Run.Status} {e}");
                _walk.Run = _walk.Run.Apply(e, _walk.Now);
                _events.Add((e, _walk.Now));
            }

            var entries = RunEventMapper.Map(_walk.Run, decision.Events, _walk.Now);
            var moved = _walk.Run.Stages.Where(s => before.Stage(s.Name) is var b && (b.Status, b.Round) != (s.Status, s.Round))
                .Select(s => s.Name);
            moved.Except(entries.Select(e => e.Data.GetValueOrDefault("stage", ""))).ShouldBeEmpty("each move of a stage is logged");
            entries.Count(e => !e.Data.ContainsKey("stage"))
                .ShouldBe(before.Status == _walk.Run.Status ? 0 : 1, "each move of the run is logged once");
            CheckAbandonedTasks(before, decision.Events);
        }

        /// <summary>A task that no stage refers to any more must not go on.</summary>
        private void CheckAbandonedTasks(RunState before, IReadOnlyList<RunEvent> events) =>
            before.Stages.Where(s => events.OfType<StageReset>().Any(e => e.Stage == s.Name))
                .Select(s => s.Task is { } id ? _walk.Tasks.GetValueOrDefault(id) : null)
                .ShouldAllBe(task => task == null || task.IsFinished());

        private void Apply(RunEffect effect)
        {
            switch (effect)
            {
                case OpenTaskEffect e:
                    _walk.Tasks[e.Task] = Opened(e);
                    break;
                case RecordReviewEffect e:
                    var to = e.Report.Verdict == Verdict.Pass ? TaskStage.Delivering : TaskStage.Ready;
                    Set(e.Reviewed with { Stage = to });
                    break;
                case CancelTaskEffect e when _walk.Tasks.TryGetValue(e.Task, out var task) && IsAllowed(task, TaskTrigger.Cancel):
                    Set(task with { Stage = TaskStage.Cancelled });
                    break;
                case RetryTaskEffect e when _walk.Tasks.TryGetValue(e.Task, out var task) && IsAllowed(task, TaskTrigger.Retry):
                    Set(task with { Stage = TaskStage.Ready, Problem = null });
                    break;
            }
        }

        private void Change(int which, Func<TaskView, TaskView> change)
        {
            var open = _walk.Tasks.Values.Where(t => t.Stage != TaskStage.Done && _walk.Run.Stages.Any(s => s.Task == t.Id))
                .OrderBy(t => t.Id.Value)
                .ToList();
            if (open.Count > 0 && open[which % open.Count] is var task && change(task) is var next && next != task)
            {
                Set(next);
            }
        }

        /// <summary>One of the transitions that the table of tasks allows, mostly one that goes forward.</summary>
        private TaskView Move(TaskView task, int how)
        {
            // A reviewed task moves on by the run's effect alone.
            var moves = TaskTransitions.Table.Where(row =>
                row.Key.From == task.Stage && row.Key.Trigger is not (TaskTrigger.ReviewPassed or TaskTrigger.ReviewRejected))
                .SelectMany(row => row.Value.Select(to => (row.Key.Trigger, To: to)))
                .Where(move => move.Trigger != TaskTrigger.AttemptSucceeded || (move.To == TaskStage.Review) == task.Spec.RequiresReview)
                .Order()
                .ToList();
            if (how % 6 > 0 && moves.Where(move => IsForward(move.Trigger)).ToList() is { Count: > 0 } forward)
            {
                moves = forward;
            }

            if (moves.Count == 0)
            {
                return task;
            }

            var (trigger, to) = moves[how / 6 % moves.Count];
            return task with
            {
                Stage = to,
                Question = null,
                Artifact = trigger == TaskTrigger.AttemptSucceeded ? Artifact(task, how) : task.Artifact,
                Problem = to == TaskStage.Failed
                    ? new Problem(how / 6 % 3 == 0 ? ErrorCodes.ModelFailed : ErrorCodes.DeployUnhealthy, "it broke")
                    : null,
            };
        }

        private static bool IsForward(TaskTrigger trigger) => trigger is TaskTrigger.Assign
            or TaskTrigger.AttemptSucceeded
            or TaskTrigger.Approved
            or TaskTrigger.Delivered;

        private Artifact Artifact(TaskView task, int how) => task.Spec.RunStage switch
        {
            "build" => Given.Change($"c{++_commits}"),
            "test" => Given.Report(how % 5 == 0 ? Verdict.Reject : Verdict.Pass),
            "deploy" => new Deployment("local", "/", "n"),
            _ => new ResearchNote("s", [new Finding("t", "d")], [], "r"),
        };

        private TaskQuestion? Question(TaskView task, int how) =>
            task.Question is null ? new TaskQuestion(QuestionId.Parse("question-1"), $"Which {how}?", _walk.Now) : null;

        private TaskView Opened(OpenTaskEffect effect) => new()
        {
            Id = effect.Task,
            Spec = effect.Spec,
            Stage = TaskStage.Ready,
            Assignment = Given.Assignment,
            CreatedAt = _walk.Now,
            UpdatedAt = _walk.Now,
        };

        private static TaskView EndStoppedAttempt(TaskView task) =>
            task.Stage is TaskStage.Cancelled or TaskStage.Failed ? task with { Setbacks = task.Setbacks + 1 } : task;

        private void Set(TaskView task)
        {
            var revision = task.Revision + 1;
            var hasMoved = _walk.Tasks.GetValueOrDefault(task.Id)?.Stage != task.Stage;
            _walk.Tasks[task.Id] = task with { Revision = revision, StageRevision = hasMoved ? revision : task.StageRevision };
        }

        private static bool IsAllowed(TaskView task, TaskTrigger trigger) => TaskTransitions.IsAllowed(task.Stage, trigger);

        private static TaskView Reread(TaskView task) => JsonSerializer.Deserialize<TaskView>(Json(task), FactoryJson.Options)! with
        {
            Revision = task.Revision,
            StageRevision = task.StageRevision,
        };

        private static string Json<T>(T value) => JsonSerializer.Serialize(value, FactoryJson.Options);
    }
}
