namespace Factory.Contracts.Logs;

/// <summary>How bad a log entry is, mildest first.</summary>
public enum LogEntryLevel
{
    /// <summary>For who looks for a mistake.</summary>
    Debug,

    /// <summary>What happened.</summary>
    Information,

    /// <summary>Something went wrong and the factory went on by itself.</summary>
    Warning,

    /// <summary>Something went wrong that somebody should look at.</summary>
    Error,

    /// <summary>The silo cannot go on.</summary>
    Critical,
}
