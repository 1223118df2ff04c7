namespace Factory.Silo.Configuration;

/// <summary>What names of kinds, stages, action classes, secrets and hosts may look like.</summary>
internal static class Names
{
    private const int Longest = 64;

    /// <summary>What is wrong with a word such as a kind or a stage; null when nothing is.</summary>
    public static string? CheckWord(string text) => Check(text, "-", "must be lower-case letters, digits and dashes");

    /// <summary>What is wrong with an action class; null when nothing is.</summary>
    public static string? CheckActionClass(string text) => Check(text, "-.", "must be lower-case letters, digits, dashes and dots, like deploy.staging");

    /// <summary>What is wrong with the name of a secret; null when nothing is.</summary>
    public static string? CheckSecret(string text) =>
        text.Length is > 0 and <= Longest && char.IsAsciiLetterUpper(text[0]) && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_')
            ? null
            : "must be the name of a secret, never its value: upper-case letters, digits and underscores, like GITHUB_TOKEN";

    /// <summary>What is wrong with a host an agent may reach; null when nothing is.</summary>
    public static string? CheckHost(string text)
    {
        var name = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        var labels = name.Split('.');
        return name.Length <= 253 && labels.Length > 1 && labels.All(l => l.Length is > 0 and <= 63 && l.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            ? null
            : "must be a host name in lower case without scheme, port or path, like api.github.com or *.example.org";
    }

    private static string? Check(string text, string extra, string rule) =>
        text.Length is > 0 and <= Longest && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || extra.Contains(c))
            ? null
            : rule;
}
