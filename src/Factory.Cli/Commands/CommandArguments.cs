using System.CommandLine;
using System.Globalization;
using Factory.Domain.Configuration;

namespace Factory.Cli.Commands;

/// <summary>Arguments and options that several commands take.</summary>
internal static class CommandArguments
{
    // The greatest page that the API has.
    private const int MaxRows = 200;

    private static readonly (string Kind, string Verb)[] OtherKinds =
    [
        ("run", "Runs are shown by: factory run show"),
        ("task", "Tasks are shown by: factory task show"),
        ("approval", "Approvals are listed by: factory approvals"),
        ("attempt", "The attempts of a task are shown by: factory task log"),
    ];

    /// <summary>An id as lists print it; <c>01jd3z…</c> means the same as <c>run-01jd3z…</c>.</summary>
    public static Argument<T> IdArgument<T>(string name, string description)
        where T : struct, IId<T> => new(name)
    {
        Description = description,

        // Without it the help lists the completions, that is the ids of the running factory.
        HelpName = name,
        CustomParser = ParseId<T>,
    };

    /// <summary>An option with an id; null when it is not given.</summary>
    public static Option<T?> IdOption<T>(string name, string description, string helpName)
        where T : struct, IId<T> => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => ParseId<T>(result) is var id && id.Equals(default(T)) ? null : id,
    };

    /// <summary>An option with an amount of US dollars; null when it is not given.</summary>
    public static Option<decimal?> UsdOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "USD",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TryParseUsd(text, out var usd))
            {
                return usd;
            }

            if (text.StartsWith('-') && TryParseUsd(text[1..], out _))
            {
                result.AddError($"{name} cannot be negative: '{Shown(result)}'. 0 allows no spending at all.");
                return null;
            }

            result.AddError($"'{Shown(result)}' is not an amount in US dollars for {name}: write it with a decimal point, as 2.50.");
            return null;
        },
    };

    /// <summary>Parses an amount in US dollars: digits and a decimal point.</summary>
    public static bool TryParseUsd(string text, out decimal usd) =>
        // No separators of thousands: '7,50' would be read as 750, a hundred times the cap that was meant.
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out usd);

    /// <summary>An option with a day.</summary>
    public static Option<DateOnly?> DayOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "YYYY-MM-DD",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            result.AddError($"'{Shown(result)}' is not a day for {name}: write it as 2026-11-22.");
            return null;
        },
    };

    /// <summary>An option with a whole number.</summary>
    /// <param name="names">Its name, and short forms.</param>
    /// <param name="description">For the help.</param>
    /// <param name="standard">The default.</param>
    /// <param name="min">The smallest number.</param>
    /// <param name="max">The greatest number.</param>
    public static Option<int> NumberOption(string[] names, string description, int standard, int min, int max = int.MaxValue)
    {
        var range = max == int.MaxValue ? $"a whole number from {min}" : $"a whole number from {min} to {max}";
        return new(names[0], names[1..])
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => standard,
            CustomParser = result =>
            {
                if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number >= min
                    && number <= max)
                {
                    return number;
                }

                result.AddError($"'{Shown(result)}' is not {range}, which {names[0]} needs.");
                return standard;
            },
        };
    }

    /// <summary>An option with a whole number; null when it is not given.</summary>
    public static Option<int?> NumberOption(string name, string description, int min) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min)
            {
                return number;
            }

            result.AddError($"'{Shown(result)}' is not a whole number from {min}, which {name} needs.");
            return null;
        },
    };

    /// <summary>An option with an age such as <c>30d</c>.</summary>
    public static Option<TimeSpan?> AgeOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "AGE",
        CustomParser = result =>
        {
            if (Durations.TryParse(result.Tokens[0].Value, out var age))
            {
                return age;
            }

            result.AddError($"'{Shown(result)}' is not a time for {name}: write it as 90s, 30m, 12h or 30d.");
            return null;
        },
    };

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

                // As lists print it, too: 'in progress', 'in-progress'.
                var word = text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)
                    .Replace(" ", "", StringComparison.Ordinal);
                if (word.Length > 0 && !char.IsAsciiDigit(word[0])
                    && Enum.TryParse<T>(word, ignoreCase: true, out var value) && Enum.IsDefined(value))
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
    public static Option<int> LimitOption() => NumberOption(["--limit"], "The most rows to show", 20, 1, MaxRows);

    private static string Shown(System.CommandLine.Parsing.ArgumentResult result) =>
        Output.TerminalSanitizer.SingleLine(result.Tokens[0].Value, 60);

    private static T ParseId<T>(System.CommandLine.Parsing.ArgumentResult result)
        where T : struct, IId<T>
    {
        // An option whose value can be left out, like --resume.
        if (result.Tokens.Count == 0)
        {
            return default;
        }

        var text = result.Tokens[0].Value;
        if (OtherKinds.FirstOrDefault(k => k.Kind != T.Kind && text.StartsWith(k.Kind + "-", StringComparison.OrdinalIgnoreCase)) is
            { Kind: not null } other)
        {
            result.AddError($"'{Shown(result)}' is the id of {Output.Formatting.WithArticle(other.Kind)}, and here the id of " +
                $"{Output.Formatting.WithArticle(T.Kind)} is needed. {other.Verb}.");
            return default;
        }

        var full = text.StartsWith(T.Kind + "-", StringComparison.OrdinalIgnoreCase) ? text : $"{T.Kind}-{text}";
        if (IdText.TryParse<T>(full.ToLowerInvariant(), out var id))
        {
            return id;
        }

        var list = T.Kind is "run" or "task" ? T.Kind + " list" : T.Kind + "s";
        result.AddError($"'{Shown(result)}' is not {Output.Formatting.WithArticle(T.Kind)} id: it must look like {T.Kind}-…, " +
            $"as 'factory {list}' prints it.");
        return default;
    }
}
