using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Runs;

/// <summary>A graph of stages, read from <c>silo-config/pipelines/*.yaml</c>.</summary>
/// <param name="Name">The file's name without extension.</param>
/// <param name="Description">One line.</param>
/// <param name="MaxRounds">How often a stage may be entered before the run fails; 1 to 10.</param>
/// <param name="Stages">In an order in which every stage comes after those it needs.</param>
public sealed record PipelineDefinition(string Name, string Description, int MaxRounds, IReadOnlyList<StageDefinition> Stages);

/// <summary>One stage of a pipeline: it opens a task.</summary>
/// <param name="Name">Unique in its pipeline.</param>
/// <param name="Kind">The task's kind; it decides which agents can take it.</param>
/// <param name="Expects">The artifact that ends it.</param>
/// <param name="Needs">Stages that must be finished first; their artifacts are inputs.</param>
/// <param name="ReviewedStage">The stage whose result this stage judges: that one waits in review until this one passes it, and is sent back when it rejects. Null when it judges none.</param>
/// <param name="OnFailure">The stage to go back to, with the reason, when this one's delivery fails; null to fail the run.</param>
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
