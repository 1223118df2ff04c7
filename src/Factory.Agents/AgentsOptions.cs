namespace Factory.Agents;

/// <summary>Options of the attempt runner.</summary>
public sealed class AgentsOptions
{
    /// <summary>
    /// The number of attempts with a working copy that run at the same time on this silo. Further ones wait; attempts that
    /// only call a model do not.
    /// </summary>
    /// <value>Default 8, at least 1.</value>
    public int MaxConcurrentAttempts { get; set; } = 8;
}
