namespace Factory.Cli.Services;

/// <summary>The settings of a service to install.</summary>
/// <param name="System">True for the machine's service manager, false for the user's own.</param>
/// <param name="UnitFile">Full path of the unit.</param>
/// <param name="EnvironmentFile">Full path of the file with keys, mode 0600.</param>
/// <param name="Data">Full path of the data folder.</param>
/// <param name="Config">Full path of the configuration folder; null for the one beside the program.</param>
/// <param name="Url">Where the API answers.</param>
/// <param name="Program">What starts the factory: a program, or a host and its assembly.</param>
/// <param name="Path">Where the service finds git, dotnet and bubblewrap.</param>
/// <param name="DotnetRoot">The folder of .NET where it is not in the default location; null otherwise.</param>
/// <param name="RunAs">The account of a system service; null for a user's.</param>
internal sealed record ServicePlan(
    bool System,
    string UnitFile,
    string EnvironmentFile,
    string Data,
    string? Config,
    string Url,
    IReadOnlyList<string> Program,
    string Path,
    string? DotnetRoot,
    string? RunAs)
{
    /// <value>The name of the unit.</value>
    public const string Unit = "agentic-factory.service";

    /// <value>The default data folder of a system service; created by the service manager.</value>
    public const string SystemData = "/var/lib/agentic-factory";
}
