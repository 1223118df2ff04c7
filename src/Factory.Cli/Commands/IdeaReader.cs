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

        RejectUnknownOptions(parsed, words);
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

    // The argument takes every word that is left over, so a misspelt option would silently become a part of the idea.
    private static void RejectUnknownOptions(ParseResult parsed, string[] words)
    {
        if (parsed.Tokens.Any(t => t.Type == TokenType.DoubleDash))
        {
            return;
        }

        // A word with a space was quoted, so it is meant as text; a single dash is standard input.
        var stray = words.FirstOrDefault(w => w.Length > 1 && w[0] == '-' && !w.Any(char.IsWhiteSpace));
        if (stray is not null)
        {
            throw new FactoryException(
                ErrorCodes.InvalidRequest,
                $"'{Output.TerminalSanitizer.SingleLine(stray, 60)}' is not an option of 'factory run'.",
                "See: factory run --help. Write an idea that begins with a dash after two dashes: factory run -- \"-40 converter\"");
        }
    }
}
