using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Runs;

/// <summary>A run and its tasks: the test sets the tasks, the run is advanced after each change.</summary>
internal sealed class RunWalk(PipelineDefinition? pipeline = null)
{
    private readonly RunRules _rules = new(new SequentialIdGenerator());

    public Dictionary<TaskId, TaskView> Tasks { get; } = [];

    public RunState Run { get; set; } = RunState.Start(
        RunId.Parse("run-1"),
        Given.Start,
        pipeline ?? Given.Pipeline,
        Given.Product,
        new Usd(5),
        Given.Now);

    public DateTimeOffset Now { get; set; } = Given.Now;

    public Decision<RunEvent> Decide(RunCommand command) => _rules.Decide(Run, command, Now);

    /// <summary>Applies a command that must be accepted.</summary>
    /// <returns>Its events.</returns>
    public IReadOnlyList<RunEvent> Do(RunCommand command)
    {
        var decision = Decide(command);
        decision.Problem.ShouldBeNull();
        Run = decision.Events.Aggregate(Run, (run, e) => run.Apply(e, Now));
        return decision.Events;
    }

    public void UpToBuild()
    {
        Finish("research", new ResearchNote("s", [new Finding("t", "d")], [], "r"));
        Finish("prd", new Requirements("Tip", "p", [new AcceptanceCriterion(1, "works")], []));
    }

    public void Finish(string stage, Artifact artifact) => Set(stage, TaskStage.Done, artifact);

    public void Fail(string stage, Problem problem) => Set(stage, TaskStage.Failed, null, problem);

    public void Set(string stage, TaskStage to, Artifact? artifact, Problem? problem = null)
    {
        Advance();
        var definition = Run.Pipeline.Stages.First(s => s.Name == stage);
        var id = Run.Stage(stage).Task!.Value;
        var old = Tasks.GetValueOrDefault(id);
        Tasks[id] = new TaskView
        {
            Id = id,
            Spec = old?.Spec ?? StageTaskFactory.Create(Run, definition, Tasks),
            Stage = to,
            Assignment = Given.Assignment,
            Attempts = [new TaskAttempt(
                AttemptId.Parse("attempt-" + id),
                1,
                Given.Assignment.Agent,
                Given.SmallModel,
                AttemptStatus.Succeeded,
                Given.Now,
                Given.Now,
                new(10, 5),
                default,
                null)],
            Artifact = artifact ?? old?.Artifact,
            Problem = problem,
            CreatedAt = Given.Now,
            UpdatedAt = Given.Now,
            Revision = (old?.Revision ?? 0) + 1,
            StageRevision = (old?.Revision ?? 0) + 1,
        };
        Advance();
    }

    /// <summary>Changes the stage's task and advances the run.</summary>
    public void Adjust(string stage, Func<TaskView, TaskView> change)
    {
        var id = Run.Stage(stage).Task!.Value;
        var (old, changed) = (Tasks[id], change(Tasks[id]));
        Tasks[id] = changed with
        {
            Revision = old.Revision + 1,
            StageRevision = changed.Stage == old.Stage ? old.StageRevision : old.Revision + 1,
        };
        Advance();
    }

    public IReadOnlyList<RunEvent> Advance() => Do(new AdvanceRun(Tasks));

    /// <summary>The run with the state of one stage replaced.</summary>
    public RunState With(StageState stage) => Run with { Stages = [.. Run.Stages.Select(s => s.Name == stage.Name ? stage : s)] };

    public string Statuses() =>
        string.Join(' ', Run.Stages.Select(s => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(s.Status.ToString())));
}
