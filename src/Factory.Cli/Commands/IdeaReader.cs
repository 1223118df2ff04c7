using System.CommandLine;
using System.CommandLine.Parsing;

namespace Factory.Cli.Commands;

/// <summary>Reads the idea from the command line, a file or standard input.</summary>
internal static class IdeaReader
{
    /// <summary>Reads the idea; it is empty only when a run is resumed.</summary>
    /// <exception cref="FactoryException"><c>idea.empty</c> or <c>request.invalid</c>.</exception>
    public static async Task<string> ReadAsync(
        ParseResult parsed,
        Argument<string[]> argument,
        Option<string?> file,
        bool resume,
        CliEnvironment environment)
    {
        var words = parsed.GetValue(argument) ?? [];
        var path = parsed.GetValue(file);
        if ((words.Length > 0 ? 1 : 0) + (path is null ? 0 : 1) + (resume ? 1 : 0) > 1)
        {
            throw new FactoryException(
                ErrorCodes.InvalidRequest,
                "An idea, --idea-file and --resume exclude each other.",
                "Use only one of them.");
        }

        if (!parsed.Tokens.Any(t => t.Type == TokenType.DoubleDash))
        {
            RejectMisspeltCommands(words, parsed.CommandResult.Command);
        }

        var idea = path is not null ? await TextInput.ReadFileAsync(path, "idea file", environment)
            : words is ["-"] ? await TextInput.ReadFileAsync("-", "idea", environment)
            : string.Join(' ', words);
        return resume || !string.IsNullOrWhiteSpace(idea)
            ? idea
            : throw new FactoryException(
                ErrorCodes.IdeaEmpty,
                "The idea is empty.",
                "Say what to make: factory run \"A tip calculator for restaurant bills\"");
    }

    // 'factory run lst' would make a product that nobody wants, with real money. Ids make no idea either:
    // 'factory run shw run-01jd3z…'.
    private static void RejectMisspeltCommands(string[] words, Command run)
    {
        if (words.Length == 0 || words[0].Any(char.IsWhiteSpace) || !words.Skip(1).All(IsId))
        {
            return;
        }

        var near = words[0].Equals("resume", StringComparison.OrdinalIgnoreCase)
            ? "--resume"
            : CommandSuggestions.FindCommand(words[0], run);
        if (near is not null)
        {
            var word = Output.TerminalSanitizer.SingleLine(words[0], 60);
            var rest = string.Concat(words.Skip(1).Select(w => " " + Output.TerminalSanitizer.SingleLine(w, 60)));
            throw new FactoryException(
                ErrorCodes.InvalidRequest,
                $"'{word}' looks like a command of 'factory run', and no run was started.",
                $"Did you mean 'factory run {near}{rest}'? If it is the idea: factory run -- {Output.ShellQuoting.Quote(word)}");
        }
    }

    private static bool IsId(string word) =>
        IdText.TryParse<RunId>(word.ToLowerInvariant(), out _) || IdText.TryParse<TaskId>(word.ToLowerInvariant(), out _);
}
