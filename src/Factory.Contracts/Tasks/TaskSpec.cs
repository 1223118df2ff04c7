using Factory.Contracts.Artifacts;

namespace Factory.Contracts.Tasks;

/// <summary>Specification of a task; it does not change after the task was opened.</summary>
/// <param name="Kind">One of <see cref="TaskKinds"/>, or a kind of the operator's own pipelines.</param>
/// <param name="Title">One line.</param>
/// <param name="Idea">The operator's idea. Untrusted: prompts enclose it in tags.</param>
/// <param name="Expects">The artifact that ends the task.</param>
/// <param name="Inputs">Artifacts of earlier stages, in the pipeline's order.</param>
/// <param name="Run">The run it belongs to; null for a task of its own.</param>
/// <param name="RunStage">The stage of the pipeline; null for a task of its own.</param>
/// <param name="Round">Round of the stage, from 1.</param>
/// <param name="Product">The product; null when there is none.</param>
/// <param name="RequiresReview">True when a result must pass a review before it is accepted.</param>
/// <param name="ReviewSubject">The task that is reviewed; null unless this task is a review.</param>
/// <param name="Action">What the factory does with an accepted result; null for nothing.</param>
/// <param name="MaxAttempts">Maximum number of attempts before the task fails. Lost attempts do not count.</param>
/// <param name="Feedback">Reasons why earlier rounds were rejected; empty in the first.</param>
/// <param name="MaxRounds">Maximum number of reviews before the task fails.</param>
/// <param name="Agent">The only agent that may be assigned; null for any that takes the kind.</param>
/// <param name="RunStartedAt">When the run was started: tasks of older runs come first. Null for a task of its own, which
/// waits by its own age.</param>
/// <param name="AcceptsRehearsal">True when rehearsal models may do it while no real model is available; for a task of
/// its own only.</param>
[GenerateSerializer, Immutable, Alias("TaskSpec")]
public sealed record TaskSpec(
    [property: Id(0)] string Kind,
    [property: Id(1)] string Title,
    [property: Id(2)] string Idea,
    [property: Id(3)] ArtifactKind Expects,
    [property: Id(4)] IReadOnlyList<TaskInput> Inputs,
    [property: Id(5)] RunId? Run,
    [property: Id(6)] string? RunStage,
    [property: Id(7)] int Round,
    [property: Id(8)] ProductRef? Product,
    [property: Id(9)] bool RequiresReview,
    [property: Id(10)] ReviewSubject? ReviewSubject,
    [property: Id(11)] TaskAction? Action,
    [property: Id(12)] int MaxAttempts,
    [property: Id(13)] IReadOnlyList<string> Feedback,
    [property: Id(14)] int MaxRounds = 3,
    [property: Id(15)] AgentId? Agent = null,
    [property: Id(16)] DateTimeOffset? RunStartedAt = null,
    [property: Id(17)] bool AcceptsRehearsal = false);

/// <summary>An artifact of an earlier stage that a task uses.</summary>
/// <param name="SourceStage">The stage that made it.</param>
/// <param name="Artifact">The artifact.</param>
[GenerateSerializer, Immutable, Alias("TaskInput")]
public sealed record TaskInput([property: Id(0)] string SourceStage, [property: Id(1)] Artifact Artifact);

/// <summary>Reference to a product.</summary>
/// <param name="Id">The product.</param>
/// <param name="Name">A short name that is safe in paths and host names: <c>tip-calculator</c>.</param>
/// <param name="Repository">Full path of its git repository on the silo's machine.</param>
/// <param name="Branch">The branch that results are merged into, usually <c>main</c>.</param>
[GenerateSerializer, Immutable, Alias("ProductRef")]
public sealed record ProductRef(
    [property: Id(0)] ProductId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Repository,
    [property: Id(3)] string Branch);

/// <summary>What a review judges, and the model that must not judge it.</summary>
/// <param name="Task">The reviewed task.</param>
/// <param name="Commit">The commit under review.</param>
/// <param name="Builder">The model that built it.</param>
/// <param name="AllowSameModel">True when the operator allows the builder's own model to review
/// (<c>--allow-same-reviewer</c>).</param>
[GenerateSerializer, Immutable, Alias("ReviewSubject")]
public sealed record ReviewSubject(
    [property: Id(0)] TaskId Task,
    [property: Id(1)] string Commit,
    [property: Id(2)] Models.ModelRef Builder,
    [property: Id(3)] bool AllowSameModel);

/// <summary>
/// What the factory does with an accepted result. The action class decides whether the operator must approve.
/// </summary>
/// <param name="Kind">Merge or deploy.</param>
/// <param name="ActionClass">The action class in <c>policy.yaml</c>, for example <c>merge</c> or
/// <c>deploy.staging</c>.</param>
/// <param name="Target">The deploy target; null for a merge.</param>
[GenerateSerializer, Immutable, Alias("TaskAction")]
public sealed record TaskAction(
    [property: Id(0)] TaskActionKind Kind,
    [property: Id(1)] string ActionClass,
    [property: Id(2)] string? Target = null);

/// <summary>Kinds of actions on an accepted result.</summary>
public enum TaskActionKind
{
    /// <summary>Merge the change into the product's branch.</summary>
    Merge,

    /// <summary>Deploy the product's branch to a target.</summary>
    Deploy,
}
