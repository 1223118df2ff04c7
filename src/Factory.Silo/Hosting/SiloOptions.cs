namespace Factory.Silo.Hosting;

/// <summary>How a silo is started.</summary>
public sealed class SiloOptions
{
    /// <value>The environment variable that switches bubblewrap off where it is installed: <c>none</c>. Then only trusted commands run, as if it were missing.</value>
    public const string SandboxVariable = "FACTORY_SANDBOX";

    /// <value>Full path of the data folder; made when it is missing.</value>
    public required string DataFolder { get; init; }

    /// <value>Full path of the configuration folder; null for <c>silo-config</c> beside the program.</value>
    public string? ConfigFolder { get; init; }

    /// <value>Where the API answers: a loopback address; port 0 for a free port. Default <c>http://127.0.0.1:0</c>.</value>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <value>True to let commands of any provider run without a sandbox when none is installed. Default false.</value>
    public bool Unsandboxed { get; init; }

    /// <value>False to leave out the console log. Default false: the CLI draws its own picture.</value>
    public bool LogToConsole { get; init; }
}
