using System.Text.RegularExpressions;

namespace Factory.Cli.Output;

/// <summary>
/// Adapts hints to this command line: the silo, and the client library, cannot know that the data folder was named by
/// --data.
/// </summary>
internal static partial class CommandHint
{
    /// <summary>Adds the data folder to every command of a hint that does not name one.</summary>
    public static string WithDataOption(string hint, GlobalSettings settings) =>
        settings.DataOption.Length == 0
            ? hint
            : Commands().Replace(hint, command =>
                command.Value.Contains(" --data ", StringComparison.Ordinal) ? command.Value : Append(command.Value, settings.DataOption));

    /// <summary>
    /// The command of a hint that retries a run, with what must come before it: another cap of a budget, for example.
    /// Null when it has none.
    /// </summary>
    public static string? FindRetry(string? hint, RunId run)
    {
        var commands = Commands().Matches(hint ?? "").Select(m => m.Value).ToList();
        var retry = commands.FindIndex(c => c.StartsWith($"factory run retry {run}", StringComparison.Ordinal));
        return retry < 0 ? null : string.Join(" && ", commands.Take(retry + 1));
    }

    // Before '--': all words after it are text, so the option would become part of an idea.
    private static string Append(string command, string option) =>
        command.IndexOf(" -- ", StringComparison.Ordinal) is > 0 and var at ? command.Insert(at, option) : command + option;

    // After a colon, '&&' or a comma, and up to the end of the sentence: elsewhere the option would be inserted into a
    // sentence such as 'factory run list shows all runs'. Words are verbs, ids, options and quoted text.
    [GeneratedRegex(
        """(?<=: |&& |, )factory(?: (?:"[^"]*"|'[^']*'|[\w:/=…-][\w.:/=…-]*(?<![.,:])))+(?=$|[.,;](?: |$)| \(| && )""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Commands();
}
