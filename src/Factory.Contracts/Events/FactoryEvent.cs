namespace Factory.Contracts.Events;

/// <summary>An event, committed in one transaction with the state that it describes.</summary>
/// <param name="Seq">Position in the event log, from 1, never reused; 0 before it is committed.</param>
/// <param name="At">When it happened.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Subject">Key of the grain that it is about; the name of a product.</param>
/// <param name="Run">Its run; null outside runs.</param>
/// <param name="Task">Its task; null outside tasks.</param>
/// <param name="Message">One line for people.</param>
/// <param name="Data">Its details by name, for programs.</param>
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
