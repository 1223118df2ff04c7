using Factory.Cli.Commands;
using Factory.Cli.Output;
using Factory.Silo.Hosting;

namespace Factory.Cli;

/// <summary>The values of the global options, with defaults from the environment.</summary>
/// <param name="Data">Full path of the data folder.</param>
/// <param name="Config">Full path of the configuration folder; null for the one beside the program.</param>
/// <param name="Json">True when programs read the output.</param>
/// <param name="DataOption">The option that makes another command use the same data folder; empty for the default
/// folder.</param>
internal sealed record GlobalSettings(string Data, string? Config, bool Json, string DataOption)
{
    /// <value>Environment variable that names the data folder.</value>
    public const string DataVariable = "FACTORY_DATA";

    /// <value>Environment variable that names the configuration folder.</value>
    public const string ConfigVariable = "FACTORY_CONFIG";

    public static GlobalSettings From(string? data, string? config, bool json, CliEnvironment environment)
    {
        var defaultFolder = environment.GetEnvironmentVariable(DataVariable)
            ?? Path.Combine(environment.Home, ".local", "share", "agentic-factory");
        var full = TextInput.FullPath(data ?? defaultFolder, environment)!;
        return new GlobalSettings(
            full,

            // The variable as well: the silo leaves the folder that a relative path starts from.
            TextInput.FullPath(config ?? environment.GetEnvironmentVariable(ConfigVariable), environment),
            json,

            // Not for FACTORY_DATA: the variable applies to the operator's next command by itself.
            data is null ? "" : $" --data {ShellQuoting.Quote(full)}");
    }

    /// <summary>The options of a silo on these folders.</summary>
    /// <param name="url">Where the API answers; null for the port that the data folder remembers.</param>
    /// <param name="unsandboxed">True to let commands run without a sandbox when none is installed.</param>
    public SiloOptions ToSiloOptions(string? url = null, bool unsandboxed = false) =>
        new()
        {
            DataFolder = Data,
            ConfigFolder = Config,
            Url = url ?? SiloOptions.AnyPort,
            RemembersPort = url is null,
            Unsandboxed = unsandboxed,
        };
}
