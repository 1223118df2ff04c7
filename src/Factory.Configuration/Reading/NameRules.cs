using Factory.Domain.Egress;

namespace Factory.Configuration.Reading;

/// <summary>The rules for names of kinds, stages, action classes, secrets and hosts.</summary>
internal static class NameRules
{
    private const int MaxLength = 64;

    /// <summary>What is wrong with a word such as a kind or a stage; null when nothing is.</summary>
    public static string? CheckName(string text) => Check(text, "-", "must be lower-case letters, digits and dashes");

    /// <summary>What is wrong with an action class; null when nothing is.</summary>
    public static string? CheckActionClass(string text) =>
        Check(text, "-.", "must be lower-case letters, digits, dashes and dots, like deploy.staging");

    /// <summary>True for the name of an environment variable.</summary>
    public static bool IsVariable(string text) =>
        text.Length is > 0 and <= 80
            && char.IsAsciiLetterUpper(text[0])
            && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');

    /// <summary>What is wrong with the name of a secret; null when nothing is.</summary>
    public static string? CheckSecret(string text) =>
        text.Length <= MaxLength && IsVariable(text)
            ? null
            : "must be the name of a secret, never its value: upper-case letters, digits and underscores, like GITHUB_TOKEN";

    /// <summary>What is wrong with a host an agent may reach; null when nothing is.</summary>
    public static string? CheckHost(string text) => EgressRule.TryParse(text, out _) ? null : EgressRule.Form;

    /// <summary>What is wrong with the name of a model; null when nothing is.</summary>
    public static string? CheckModel(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < text.Length - 1 && !text.Any(char.IsWhiteSpace)
            ? null
            : "is not a model; it must look like provider/model, like openai/gpt-5-mini";
    }

    /// <summary>What is wrong with a word of a fixed set; null when nothing is.</summary>
    /// <param name="what">The noun for messages, like <c>tool</c>; one of <paramref name="known"/>.</param>
    /// <param name="plural">Its plural.</param>
    public static string? CheckKnown(string text, string what, string plural, IReadOnlyCollection<string> known) =>
        known.Contains(text)
            ? null
            : $"is not a known {what}; {plural} are {string.Join(", ", known)}{SpellingSuggestion.Hint(text, known)}";

    private static string? Check(string text, string extra, string rule) =>
        text.Length is > 0 and <= MaxLength
            && char.IsAsciiLetterLower(text[0])
            && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || extra.Contains(c))
            ? null
            : rule;
}
