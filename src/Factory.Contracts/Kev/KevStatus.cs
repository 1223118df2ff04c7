namespace Factory.Contracts.Kev;

/// <summary>Status of the supervisor.</summary>
/// <param name="Paused">True when no new attempt is started.</param>
/// <param name="Waiting">Ready tasks that wait for an agent, oldest first.</param>
/// <param name="Active">Tasks with a running attempt.</param>
[GenerateSerializer, Immutable, Alias("KevStatus")]
public sealed record KevStatus(
    [property: Id(0)] bool Paused,
    [property: Id(1)] IReadOnlyList<TaskId> Waiting,
    [property: Id(2)] IReadOnlyList<TaskId> Active);
