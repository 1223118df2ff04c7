using Factory.Contracts.Tasks;

namespace Factory.Contracts.Attempts;

/// <summary>Everything that an attempt needs to start.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Task">Its task.</param>
/// <param name="Number">From 1 within the task, lost ones included.</param>
/// <param name="Spec">The task's specification.</param>
/// <param name="Assignment">Agent and model.</param>
/// <param name="Feedback">Why earlier attempts or rounds were not good enough, latest last.</param>
/// <param name="StartCommit">The commit to start from, when earlier work is continued; null for the product's
/// branch.</param>
/// <param name="Answers">Questions of earlier attempts with the operator's answers.</param>
/// <param name="Messages">What the operator told the agents of the task so far; null in requests of older versions.</param>
[GenerateSerializer, Immutable, Alias("AttemptRequest")]
public sealed record AttemptRequest(
    [property: Id(0)] AttemptId Attempt,
    [property: Id(1)] TaskId Task,
    [property: Id(2)] int Number,
    [property: Id(3)] TaskSpec Spec,
    [property: Id(4)] TaskAssignment Assignment,
    [property: Id(5)] IReadOnlyList<string> Feedback,
    [property: Id(6)] string? StartCommit,
    [property: Id(7)] IReadOnlyList<TaskQuestion> Answers,
    [property: Id(8)] IReadOnlyList<TaskMessage>? Messages = null);
