namespace Factory.Contracts.Events;

/// <summary>Something that happened, committed together with the state it follows from.</summary>
/// <param name="Seq">Position in the event log, from 1, without reuse; 0 before it is committed.</param>
/// <param name="At">When.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Subject">Key of the grain it happened to.</param>
/// <param name="Run">Its run; null outside runs.</param>
/// <param name="Task">Its task; null outside tasks.</param>
/// <param name="Message">One line for people.</param>
/// <param name="Data">The same for programs.</param>
[GenerateSerializer, Immutable, Alias("FactoryEvent")]
public sealed record FactoryEvent(
    [property: Id(0)] long Seq,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Type,
    [property: Id(3)] string Subject,
    [property: Id(4)] RunId? Run,
    [property: Id(5)] TaskId? Task,
    [property: Id(6)] string Message,
    [property: Id(7)] IReadOnlyDictionary<string, string> Data);
