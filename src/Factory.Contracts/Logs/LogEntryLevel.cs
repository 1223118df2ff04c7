namespace Factory.Contracts.Logs;

/// <summary>Levels of log entries, least severe first.</summary>
public enum LogEntryLevel
{
    /// <summary>Details for debugging.</summary>
    Debug,

    /// <summary>Normal operation.</summary>
    Information,

    /// <summary>Something failed and the factory recovered.</summary>
    Warning,

    /// <summary>Something failed that requires attention.</summary>
    Error,

    /// <summary>The silo cannot continue.</summary>
    Critical,
}
