using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Runs;

/// <summary>
/// A graph of stages, read from <c>silo-config/pipelines/*.yaml</c>. A run keeps the definition it started with.
/// </summary>
/// <param name="Name">The file's name without extension.</param>
/// <param name="Description">One line.</param>
/// <param name="MaxRounds">How many rounds a stage can have before the run fails; 1 to 10.</param>
/// <param name="Stages">In an order in which every stage comes after those it needs.</param>
public sealed record PipelineDefinition(string Name, string Description, int MaxRounds, IReadOnlyList<StageDefinition> Stages)
{
    /// <summary>The stage and all that need or review it, directly or not, in the pipeline's order.</summary>
    /// <param name="stage">The stage's name.</param>
    public IReadOnlyList<string> StagesFrom(string stage)
    {
        var found = new List<string> { stage };
        // One pass is enough, because every stage comes after those that it needs.
        foreach (var next in Stages)
        {
            if (next.Needs.Any(found.Contains) || (next.ReviewedStage is { } subject && found.Contains(subject)))
            {
                found.Add(next.Name);
            }
        }

        return found;
    }
}

/// <summary>One stage of a pipeline: it opens a task.</summary>
/// <param name="Name">Unique in its pipeline.</param>
/// <param name="Kind">The task's kind, which decides which agents can take it.</param>
/// <param name="Expects">The artifact that ends it.</param>
/// <param name="Needs">Stages that must be finished first; their artifacts are inputs.</param>
/// <param name="ReviewedStage">
/// The stage whose change this stage reviews: its task waits in review until this stage passes it, and is sent back
/// when this stage rejects it. Null when this stage reviews nothing.
/// </param>
/// <param name="OnFailure">
/// The stage that is repeated, with the reason, when this stage's deployment is unhealthy; null to fail the run.
/// </param>
/// <param name="Action">What the factory does with the accepted result; null for nothing.</param>
/// <param name="MaxAttempts">Attempts before the stage fails; 1 to 10.</param>
public sealed record StageDefinition(
    string Name,
    string Kind,
    ArtifactKind Expects,
    IReadOnlyList<string> Needs,
    string? ReviewedStage,
    string? OnFailure,
    TaskAction? Action,
    int MaxAttempts);
