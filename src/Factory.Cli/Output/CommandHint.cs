using System.Text.RegularExpressions;

namespace Factory.Cli.Output;

/// <summary>Hints of the silo as they can be typed here: it does not know by which words this command found its data folder.</summary>
internal static partial class CommandHint
{
    /// <summary>The hint with the data folder named in every command of the line that it ends with.</summary>
    public static string WithDataOption(string hint, GlobalSettings settings) =>
        settings.DataOption.Length == 0 ? hint : Line().Replace(hint, line => string.Join(" && ", line.Value.Split(" && ").Select(command => command + settings.DataOption)));

    [GeneratedRegex(@"(?<=: )factory(?: [\w.-]+)+(?: && factory(?: [\w.-]+)+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
