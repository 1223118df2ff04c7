using Factory.Domain.Runners;

namespace Factory.Agents.Runners;

/// <summary>Builds the command that starts a coding CLI.</summary>
internal static class RunnerStart
{
    /// <summary>Returns the command line, for <c>/bin/sh -c</c>.</summary>
    /// <param name="runner">The CLI and its program.</param>
    /// <param name="arguments">Its arguments, with placeholders.</param>
    /// <param name="values">The values of the placeholders.</param>
    /// <param name="promptFile">Full path of the file with the prompt, its standard input unless it takes the prompt as an
    /// argument.</param>
    public static string CommandLine(
        SelectedRunner runner,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> values,
        string promptFile)
    {
        var words = arguments.Select(a => RunnerPlaceholders.Expand(a, values)).Prepend(runner.Program.Path).Select(Quote);
        var input = RunnerPlaceholders.IsUsed(RunnerPlaceholders.Prompt, arguments) ? "/dev/null" : promptFile;
        return $"exec {string.Join(' ', words)} < {Quote(input)}";
    }

    /// <summary>Returns the variables of the CLI.</summary>
    public static Dictionary<string, string> Environment(RunnerDefinition runner, IReadOnlyDictionary<string, string> values)
    {
        var variables = runner.Environment.ToDictionary(v => v.Key, v => RunnerPlaceholders.Expand(v.Value, values), StringComparer.Ordinal);
        variables["HOME"] = values[RunnerPlaceholders.Home];
        return variables;
    }

    // Between single quotes the shell interprets nothing; a single quote ends them, stands for itself, and opens them
    // again.
    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
