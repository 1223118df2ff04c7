using System.CommandLine;
using System.Globalization;
using Factory.Domain.Configuration;

namespace Factory.Cli.Commands;

/// <summary>Arguments and options that several commands take.</summary>
internal static class CommandArguments
{
    /// <summary>An id as lists print it; its kind can be omitted.</summary>
    public static Argument<string> IdArgument(string name, string description) => new(name) { Description = description };

    /// <summary>Parses an id; <c>01jd3z…</c> means the same as <c>run-01jd3z…</c>.</summary>
    /// <exception cref="FactoryException"><c>request.invalid</c>.</exception>
    public static T ParseId<T>(string text)
        where T : struct, IId<T>
    {
        var full = text.StartsWith(T.Kind + "-", StringComparison.Ordinal) ? text : $"{T.Kind}-{text}";
        return IdText.TryParse<T>(full.ToLowerInvariant(), out var id)
            ? id
            : throw new FactoryException(
                ErrorCodes.InvalidRequest,
                $"'{Output.TerminalSanitizer.SingleLine(text, 60)}' is not a {T.Kind} id: it must look like {T.Kind}-….",
                $"Copy it from a list: factory {(T.Kind is "run" or "task" ? T.Kind + " list" : T.Kind + "s")}");
    }

    /// <summary>An option whose values are those of an enum, as the API prints them.</summary>
    public static Option<T?> EnumOption<T>(string name)
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().Select(Output.Formatting.ToCamelCase).ToArray();
        var option = new Option<T?>(name)
        {
            Description = $"Only these: {string.Join(", ", words)}",
            HelpName = name.TrimStart('-').ToUpperInvariant(),

            // The parser's own conversion accepts numbers, so that '--status 3' would depend on the order of the enum.
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]))
                {
                    return value;
                }

                result.AddError($"'{Output.TerminalSanitizer.SingleLine(text, 60)}' is not a value of {name}; use one of: " +
                    $"{string.Join(", ", words)}.");
                return null;
            },
        };

        // The default source suggests the names of C#, like WaitingForOperator.
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>Parses a point in time: <c>2h</c> before now, or a date and time in the local time zone.</summary>
    /// <exception cref="FactoryException"><c>request.invalid</c>.</exception>
    public static DateTimeOffset ParseSince(string text, TimeProvider time)
    {
        if (Durations.TryParse(text, out var ago))
        {
            return time.GetUtcNow() - ago;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var at)
            ? at
            : throw new FactoryException(
                ErrorCodes.InvalidRequest,
                $"'{Output.TerminalSanitizer.SingleLine(text, 60)}' is not a time.",
                "Write 90s, 30m, 2h, 7d, or 2026-11-22T10:00.");
    }

    /// <summary>The option that limits the rows of a list.</summary>
    public static Option<int> LimitOption() =>
        new("--limit") { Description = "The most rows to show", HelpName = "N", DefaultValueFactory = _ => 20 };
}
