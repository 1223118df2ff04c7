using System.Text.RegularExpressions;

namespace Factory.Cli.Output;

/// <summary>
/// Adapts hints of the silo to this command line: the silo cannot know that the data folder was named by --data.
/// </summary>
internal static partial class CommandHint
{
    /// <summary>Adds the data folder to every command of the command line at the end of a hint.</summary>
    public static string WithDataOption(string hint, GlobalSettings settings) =>
        settings.DataOption.Length == 0
            ? hint
            : Line().Replace(hint, line => string.Join(" && ", line.Value.Split(" && ").Select(command => command + settings.DataOption)));

    // Only at the end of a hint, after a colon: anywhere else the option would be inserted into a sentence.
    [GeneratedRegex(@"(?<=: )factory(?: [\w.-]+)+(?: && factory(?: [\w.-]+)+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
