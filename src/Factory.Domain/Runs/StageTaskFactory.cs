using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Runs;

/// <summary>Creates the specification of a stage's task.</summary>
public static class StageTaskFactory
{
    /// <summary>The specification for the stage's latest round.</summary>
    /// <param name="run">The run, in which the round has started.</param>
    /// <param name="definition">The stage.</param>
    /// <param name="tasks">The latest task of every stage whose task has been opened.</param>
    public static TaskSpec Create(RunState run, StageDefinition definition, IReadOnlyDictionary<TaskId, TaskView> tasks)
    {
        var stage = run.Stage(definition.Name);
        var reviewed = definition.ReviewedStage is { } subject && run.Stage(subject).Task is { } id ? tasks.GetValueOrDefault(id) : null;
        return new TaskSpec(
            definition.Kind,
            $"{Title(definition)} {run.Product.Name}",
            run.Request.Idea,
            definition.Expects,
            Inputs(run, definition),
            run.Id,
            definition.Name,
            stage.Round,
            run.Product,
            run.Pipeline.Stages.Any(s => s.ReviewedStage == definition.Name),
            reviewed is null ? null : CreateSubject(reviewed, run.AllowSameReviewer),
            definition.Action,
            definition.MaxAttempts,
            Feedback(run, definition),
            run.Pipeline.MaxRounds,
            RunStartedAt: run.CreatedAt);
    }

    // Nothing here is null: a review starts only when its subject waits in review with a commit
    // (RunReconciliation.CanStart), and a task never loses its artifact or assignment.
    private static ReviewSubject CreateSubject(TaskView reviewed, bool allowSameModel) =>
        new(reviewed.Id, ((ChangeSet)reviewed.Artifact!).Commit!, reviewed.Assignment!.Model, allowSameModel);

    private static TaskInput[] Inputs(RunState run, StageDefinition definition) =>
    [
        .. Dependencies(run.Pipeline, definition)
            .Select(s => (s.Name, run.Stage(s.Name).Artifact))
            .Where(input => input.Artifact is not null)
            .Select(input => new TaskInput(input.Name, input.Artifact!)),
    ];

    /// <summary>All stages that a stage builds upon, directly or not, in the pipeline's order.</summary>
    private static IEnumerable<StageDefinition> Dependencies(PipelineDefinition pipeline, StageDefinition definition)
    {
        var needed = new HashSet<string>(definition.Needs, StringComparer.Ordinal);
        if (definition.ReviewedStage is not null)
        {
            needed.Add(definition.ReviewedStage);
        }

        // One pass is enough, because every stage comes after those that it needs.
        foreach (var stage in pipeline.Stages.Reverse().Where(s => needed.Contains(s.Name)))
        {
            needed.UnionWith(stage.Needs);
        }

        return pipeline.Stages.Where(s => needed.Contains(s.Name));
    }

    /// <summary>
    /// Why the pipeline was sent back. Reviewers do not receive it: they judge the new change by the requirements
    /// alone.
    /// </summary>
    private static string[] Feedback(RunState run, StageDefinition definition) =>
        run.Stage(definition.Name).Round <= 1 || definition.ReviewedStage is not null
            ? []
            : [.. run.Stages.Where(s => s.LoopBackReason is not null).Select(s => $"Stage '{s.Name}' sent back: {s.LoopBackReason}")];

    private static string Title(StageDefinition definition) => definition.Kind switch
    {
        TaskKinds.Research => "Research",
        TaskKinds.Requirements => "Write the requirements of",
        TaskKinds.Build => "Build",
        TaskKinds.Review => "Test and review",
        TaskKinds.Deploy => "Deploy",
        var other => char.ToUpperInvariant(other[0]) + other[1..],
    };
}
