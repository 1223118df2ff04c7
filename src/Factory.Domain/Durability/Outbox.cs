namespace Factory.Domain.Durability;

/// <summary>The stream provider and the namespaces of wake-ups. The stream's items are <see cref="string"/>: the key of what to look at.</summary>
public static class Outbox
{
    /// <summary>Name of the stream provider.</summary>
    public const string Provider = "wakeups";

    /// <summary>Kev looks at a task.</summary>
    public const string Kev = "kev";

    /// <summary>A task looks at its attempt, approval or delivery.</summary>
    public const string Task = "task";

    /// <summary>A run looks at a task.</summary>
    public const string Run = "run";
}
