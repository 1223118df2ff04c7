namespace Factory.Silo.Hosting;

/// <summary>How a silo is started.</summary>
public sealed class SiloOptions
{
    /// <value>
    /// The environment variable that disables bubblewrap with the value <c>none</c>. Then only trusted commands run, as
    /// where it is not installed.
    /// </value>
    public const string SandboxVariable = "FACTORY_SANDBOX";

    /// <value>The loopback address with a free port that the operating system chooses.</value>
    public const string AnyPort = "http://127.0.0.1:0";

    /// <value>Full path of the data folder; created when it is missing.</value>
    public required string DataFolder { get; init; }

    /// <value>Full path of the configuration folder; null for <c>silo-config</c> beside the program.</value>
    public string? ConfigFolder { get; init; }

    /// <value>Where the API answers: a loopback address; port 0 for a free port. Default <see cref="AnyPort"/>.</value>
    public string Url { get; init; } = AnyPort;

    /// <value>
    /// True to take, for port 0, the port that the data folder remembers while it is free, and to remember the first
    /// one. Base URLs that were given to tools then stay valid. Default false.
    /// </value>
    public bool RemembersPort { get; init; }

    /// <value>True to let commands of any provider run without a sandbox when none is installed. Default false.</value>
    public bool Unsandboxed { get; init; }

    /// <value>True to log to the console. Default false: the CLI prints its own output there.</value>
    public bool LogToConsole { get; init; }
}
