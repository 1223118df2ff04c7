using System.Diagnostics.CodeAnalysis;

namespace Factory.Contracts.Ids;

/// <summary>Parses and validates ids of every kind.</summary>
public static class IdText
{
    /// <summary>The longest id that is accepted, in characters.</summary>
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
        id = default;
        if (text is null || text.Length <= T.Kind.Length + 1 || text.Length > MaxLength
            || !text.StartsWith(T.Kind, StringComparison.Ordinal) || text[T.Kind.Length] != '-')
        {
            return false;
        }

        // Ids become file names, git branches and parts of URLs: these characters need no escaping in any of them.
        foreach (var c in text)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
            {
                return false;
            }
        }

        id = T.From(text);
        return true;
    }

    private static string Shorten(string? text) => text is null ? "" : text.Length <= 40 ? text : text[..40] + "…";
}
