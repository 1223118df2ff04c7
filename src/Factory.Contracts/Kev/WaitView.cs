namespace Factory.Contracts.Kev;

/// <summary>Why a ready task is not at work yet.</summary>
/// <param name="Reason">One line for people: <c>paused: factory resume</c>, <c>waits for a free slot: 37 before it</c>.</param>
/// <param name="TasksBefore">Number of ready tasks of its kind before it.</param>
/// <param name="IsPaused">True when nothing is started until the operator resumes.</param>
/// <param name="Detail">What keeps the first task of its kind waiting, one line; null when it was not tried yet.</param>
[GenerateSerializer, Immutable, Alias("WaitView")]
public sealed record WaitView(
    [property: Id(0)] string Reason,
    [property: Id(1)] int TasksBefore,
    [property: Id(2)] bool IsPaused,
    [property: Id(3)] string? Detail = null);
