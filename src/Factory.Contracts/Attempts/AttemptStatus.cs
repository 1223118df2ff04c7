namespace Factory.Contracts.Attempts;

/// <summary>Where an attempt stands.</summary>
public enum AttemptStatus
{
    /// <summary>At work.</summary>
    Running,

    /// <summary>Submitted an artifact that is valid.</summary>
    Succeeded,

    /// <summary>Ended without one.</summary>
    Failed,

    /// <summary>The silo died under it. Not the agent's fault: it does not count against the task.</summary>
    Lost,

    /// <summary>Stopped by the operator.</summary>
    Cancelled,
}
