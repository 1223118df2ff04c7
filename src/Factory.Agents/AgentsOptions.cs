namespace Factory.Agents;

/// <summary>How attempts are run.</summary>
public sealed class AgentsOptions
{
    /// <summary>Attempts at work at the same time; more wait for their turn.</summary>
    /// <value>Default 8; at least 1.</value>
    public int MaxConcurrentAttempts { get; set; } = 8;
}
