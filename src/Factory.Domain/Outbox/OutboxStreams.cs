namespace Factory.Domain.Outbox;

/// <summary>
/// The stream provider of the outbox and its namespaces. A stream item is a <see cref="string"/>: the key of the grain
/// that changed.
/// </summary>
public static class OutboxStreams
{
    /// <summary>Name of the stream provider.</summary>
    public const string StreamProvider = "outbox";

    /// <summary>To Kev: a task changed.</summary>
    public const string Kev = "kev";

    /// <summary>To a task: its attempt, approval or deployment changed.</summary>
    public const string Task = "task";

    /// <summary>To a run: a task of it changed.</summary>
    public const string Run = "run";
}
