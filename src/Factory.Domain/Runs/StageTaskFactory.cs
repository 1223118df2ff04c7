using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Runs;

/// <summary>Writes the specification of a stage's task.</summary>
public static class StageTaskFactory
{
    /// <summary>The task of a stage's latest round.</summary>
    /// <param name="tasks">The latest task of every stage that has one and is opened.</param>
    public static TaskSpec Create(RunState run, StageDefinition definition, IReadOnlyDictionary<TaskId, TaskView> tasks)
    {
        var stage = run.Stage(definition.Name);
        var reviewed = definition.ReviewedStage is { } subject && run.Stage(subject).Task is { } id && tasks.TryGetValue(id, out var view) ? view : null;
        return new TaskSpec(
            definition.Kind,
            $"{Title(definition)} {run.Product.Name}",
            run.Request.Idea,
            definition.Expects,
            [.. Dependencies(run.Pipeline, definition).Select(s => (s.Name, Artifact: run.Stage(s.Name).Artifact)).Where(i => i.Artifact is not null).Select(i => new TaskInput(i.Name, i.Artifact!))],
            run.Id,
            definition.Name,
            stage.Round,
            run.Product,
            run.Pipeline.Stages.Any(s => s.ReviewedStage == definition.Name),
            reviewed is null ? null : new ReviewSubject(reviewed.Id, ((ChangeSet)reviewed.Artifact!).Commit!, reviewed.Assignment!.Model, run.AllowSameReviewer),
            definition.Action,
            definition.MaxAttempts,
            Feedback(run, definition),
            run.Pipeline.MaxRounds);
    }

    /// <summary>All stages that a stage builds upon, directly or not, in the pipeline's order.</summary>
    private static IEnumerable<StageDefinition> Dependencies(PipelineDefinition pipeline, StageDefinition definition)
    {
        var needed = new HashSet<string>(definition.Needs, StringComparer.Ordinal);
        if (definition.ReviewedStage is not null)
        {
            needed.Add(definition.ReviewedStage);
        }

        foreach (var stage in pipeline.Stages.Reverse().Where(s => needed.Contains(s.Name)))
        {
            needed.UnionWith(stage.Needs);
        }

        return pipeline.Stages.Where(s => needed.Contains(s.Name));
    }

    private static string[] Feedback(RunState run, StageDefinition definition) =>
        run.Stage(definition.Name).Round <= 1 || definition.ReviewedStage is not null
            ? []
            : [.. run.Stages.Where(s => s.Outcome?.StartsWith("sent back: ", StringComparison.Ordinal) == true).Select(s => $"Stage '{s.Name}' {s.Outcome}")];

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
