namespace Factory.Contracts.Kev;

/// <summary>The supervisor's ready and active tasks.</summary>
/// <param name="Paused">True when nothing new is started.</param>
/// <param name="Waiting">Ready tasks without an agent yet, oldest first.</param>
/// <param name="Active">Tasks at work.</param>
[GenerateSerializer, Immutable, Alias("KevStatus")]
public sealed record KevStatus(
    [property: Id(0)] bool Paused,
    [property: Id(1)] IReadOnlyList<TaskId> Waiting,
    [property: Id(2)] IReadOnlyList<TaskId> Active);
