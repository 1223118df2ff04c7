using System.CommandLine;

namespace Factory.Cli;

/// <summary>Options of every command.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Data { get; } = new("--data")
    {
        Description = "The data folder. Default: $FACTORY_DATA, else ~/.local/share/agentic-factory",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<string?> Config { get; } = new("--config")
    {
        Description = "The configuration folder. Default: $FACTORY_CONFIG, else silo-config beside the program",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "JSON for programs: one object a line", Recursive = true };

    /// <summary>Their values on a command line.</summary>
    public GlobalSettings Read(ParseResult parsed, CliEnvironment environment) =>
        GlobalSettings.From(parsed.GetValue(Data), parsed.GetValue(Config), parsed.GetValue(Json), environment);
}
