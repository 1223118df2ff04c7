using System.CommandLine;
using System.CommandLine.Parsing;
using Factory.Cli.Output;

namespace Factory.Cli;

/// <summary>
/// Describes an invalid command line. The parser's own texts are not used: they name types of .NET and no fix.
/// </summary>
internal static class CommandLineErrors
{
    private const int MaxWord = 60;

    /// <summary>True when only the name of a group of commands was given, such as <c>factory models</c>.</summary>
    public static bool IsGroupAlone(ParseResult result) =>
        result.CommandResult.Command is { Subcommands.Count: > 0, Action: null }
        && result.UnmatchedTokens.Count == 0
        && result.Errors.All(e => e.SymbolResult is CommandResult);

    /// <summary>
    /// A misspelt option that the parser took for an argument: <c>factory task create --bakclog --kind build</c> would
    /// make a task with that title. Null when there is none.
    /// </summary>
    public static Problem? FindStrayOption(ParseResult result, string[] args)
    {
        // The parser takes what follows '--force=' for an argument when it is neither true nor false.
        var flags = result.CommandResult.Command.Options.Where(o => o.ValueType == typeof(bool)).Select(o => o.Name).ToList();
        foreach (var parts in args.TakeWhile(a => a != "--").Select(a => a.Split('=', 2)).Where(p => p.Length == 2))
        {
            if (flags.Contains(parts[0]) && !bool.TryParse(parts[1], out _))
            {
                return Invalid(
                    $"{parts[0]} takes no value: '{TerminalSanitizer.SingleLine(parts[1], MaxWord)}'.",
                    HelpOf(result.CommandResult));
            }
        }

        if (result.Tokens.Any(t => t.Type == TokenType.DoubleDash))
        {
            return null;
        }

        var stray = result.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(a => a.Tokens)
            .Select(t => t.Value)
            .FirstOrDefault(IsLikeOption);
        return stray is null ? null : DescribeUnknown(stray, result.CommandResult);
    }

    /// <summary>The problem of a command line that the parser has rejected.</summary>
    public static Problem Describe(ParseResult result)
    {
        var command = result.CommandResult;
        if (IsGroupAlone(result))
        {
            var verbs = command.Command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
            return Invalid($"'{PathOf(command)}' needs one of its commands: {string.Join(", ", verbs)}.", HelpOf(command));
        }

        // What was not understood comes first: the other errors, such as missing arguments, often follow from it.
        if (result.UnmatchedTokens.Count > 0)
        {
            return DescribeUnknown(result.UnmatchedTokens[0], command);
        }

        // A missing command has been dealt with above, unless something else is wrong as well.
        var errors = result.Errors.Where(e => e.SymbolResult is not CommandResult { Command.Action: null });
        return Invalid(string.Join(" ", errors.Select(Describe).Distinct()), HelpOf(command));
    }

    /// <summary>The command line up to a command: <c>factory run list</c>.</summary>
    public static string PathOf(SymbolResult? result)
    {
        var names = new Stack<string>();
        for (var at = result; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: not RootCommand } command)
            {
                names.Push(command.Command.Name);
            }
        }

        return string.Join(' ', names.Prepend("factory"));
    }

    private static Problem DescribeUnknown(string word, CommandResult command)
    {
        var path = PathOf(command);
        var shown = TerminalSanitizer.SingleLine(word, MaxWord);
        if (IsLikeOption(word))
        {
            return Invalid($"'{shown}' is not an option of '{path}'.", DidYouMean(CommandSuggestions.FindOption(word, command))
                + $"{HelpOf(command)}. Text that begins with a dash goes after two dashes: {path} -- {shown}");
        }

        return command.Command.Subcommands.Count > 0
            ? Invalid(
                $"'{shown}' is not a command of '{path}'.",
                DidYouMean(CommandSuggestions.FindCommand(word, command.Command) is { } near ? $"{path} {near}" : null) + HelpOf(command))
            : Invalid($"'{path}' does not take the word '{shown}'.", HelpOf(command));
    }

    private static string Describe(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Implicit: true, Option: { Required: true } option } => $"{option.Name} is required.",
        OptionResult option => DescribeOption(option, error),
        ArgumentResult { Parent: OptionResult option } => DescribeOption(option, error),
        ArgumentResult argument when argument.Tokens.Count < argument.Argument.Arity.MinimumNumberOfValues =>
            $"'{PathOf(argument)}' requires {(argument.Argument.HelpName ?? argument.Argument.Name).ToUpperInvariant()}: " +
            $"{Decapitalize(argument.Argument.Description)}.",
        _ => error.Message,
    };

    private static string DescribeOption(OptionResult result, ParseError error)
    {
        var option = result.Option;
        if (result.Tokens.Count < option.Arity.MinimumNumberOfValues || result.Tokens.Any(t => t.Value.Length == 0))
        {
            return $"{option.Name} needs a value: {Decapitalize(option.Description)}.";
        }

        if (result.IdentifierTokenCount > 1 && option.Arity.MaximumNumberOfValues == 1)
        {
            return $"{option.Name} can be given only once.";
        }

        // Values are converted by parsers of CommandArguments, which have messages of their own.
        return error.Message;
    }

    // A word with a space was quoted, so it is meant as text; a single dash is standard input, and '-5' a number.
    private static bool IsLikeOption(string word) =>
        word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]) && !word.Any(char.IsWhiteSpace);

    private static Problem Invalid(string message, string hint) => new(ErrorCodes.InvalidRequest, message, hint);

    private static string DidYouMean(string? near) => near is null ? "" : $"Did you mean '{near}'? ";

    private static string HelpOf(CommandResult command) => $"See: {PathOf(command)} --help";

    private static string Decapitalize(string? text) =>
        string.IsNullOrEmpty(text) ? "" : char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.');
}
