namespace Factory.Contracts.Attempts;

/// <summary>Status of an attempt.</summary>
public enum AttemptStatus
{
    /// <summary>It is running.</summary>
    Running,

    /// <summary>It submitted a valid artifact.</summary>
    Succeeded,

    /// <summary>It ended without a valid artifact.</summary>
    Failed,

    /// <summary>Its silo stopped while it was running. It does not count as one of the task's attempts.</summary>
    Lost,

    /// <summary>The operator stopped it.</summary>
    Cancelled,
}
