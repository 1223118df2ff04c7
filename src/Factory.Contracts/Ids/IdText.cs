using System.Diagnostics.CodeAnalysis;

namespace Factory.Contracts.Ids;

/// <summary>Parses and validates ids of every kind.</summary>
public static class IdText
{
    /// <summary>The longest id that is accepted, in characters; see <see cref="IId{TSelf}.MaxLength"/>.</summary>
    public const int MaxLength = 96;

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not an id of this kind.</exception>
    public static T Parse<T>(string text)
        where T : struct, IId<T> =>
        TryParse<T>(text, out var id)
            ? id
            : throw new FormatException($"'{Shorten(text)}' is not a {T.Kind} id: it must have the form {T.Kind}-… with lower-case " +
                "letters, digits and dashes only.");

    /// <summary>Parses an id; false when the text is not an id of this kind.</summary>
    public static bool TryParse<T>([NotNullWhen(true)] string? text, out T id)
        where T : struct, IId<T>
    {
        var isValid = text is not null && IsWellFormed(text, T.Kind, T.MaxLength);
        id = isValid ? T.From(text!) : default;
        return isValid;
    }

    /// <summary>Whether the text has the form <c>kind-…</c>.</summary>
    internal static bool IsWellFormed(string text, string kind, int maxLength) =>
        text.Length > kind.Length + 1
        && text.Length <= maxLength
        && text.StartsWith(kind, StringComparison.Ordinal)
        && text[kind.Length] == '-'
        // Ids become file names, git branches and parts of URLs: these characters need no escaping in any of them.
        && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    internal static string Shorten(string? text) => text is null ? "" : text.Length <= 40 ? text : text[..40] + "…";
}
