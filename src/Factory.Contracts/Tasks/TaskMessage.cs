namespace Factory.Contracts.Tasks;

/// <summary>What the operator told the agent of a task, beyond its specification.</summary>
/// <param name="Number">Its number within the task, from 1.</param>
/// <param name="Text">The operator's words.</param>
/// <param name="At">When it was sent.</param>
[GenerateSerializer, Immutable, Alias("TaskMessage")]
public sealed record TaskMessage([property: Id(0)] int Number, [property: Id(1)] string Text, [property: Id(2)] DateTimeOffset At);
