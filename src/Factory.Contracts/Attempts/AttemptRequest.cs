using Factory.Contracts.Tasks;

namespace Factory.Contracts.Attempts;

/// <summary>All that an attempt needs to start.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Task">Its task.</param>
/// <param name="Number">From 1 within the task, lost ones included.</param>
/// <param name="Spec">What the task is about.</param>
/// <param name="Assignment">Who works, with which model.</param>
/// <param name="Feedback">Why earlier attempts or rounds were not good enough, latest last.</param>
/// <param name="StartCommit">The commit to start from: the previous attempt's, in a rework; null for the product's branch.</param>
/// <param name="Answers">What the operator answered in earlier attempts.</param>
[GenerateSerializer, Immutable, Alias("AttemptRequest")]
public sealed record AttemptRequest(
    [property: Id(0)] AttemptId Attempt,
    [property: Id(1)] TaskId Task,
    [property: Id(2)] int Number,
    [property: Id(3)] TaskSpec Spec,
    [property: Id(4)] TaskAssignment Assignment,
    [property: Id(5)] IReadOnlyList<string> Feedback,
    [property: Id(6)] string? StartCommit,
    [property: Id(7)] IReadOnlyList<TaskQuestion> Answers);
