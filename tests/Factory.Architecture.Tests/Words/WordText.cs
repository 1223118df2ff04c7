using System.Text.RegularExpressions;

namespace Factory.Architecture.Tests.Words;

/// <summary>Splits identifiers into words.</summary>
internal static partial class WordText
{
    /// <summary>
    /// Puts hyphens where camel case and underscores join words: <c>HTTPServer_run</c> is <c>HTTP-Server-run</c>.
    /// </summary>
    /// <remarks>Line breaks are kept, so that lines can be counted.</remarks>
    public static string Split(string text) => Joint().Replace(text, "-").Replace('_', '-');

    /// <summary>Line of a position, counted from 1.</summary>
    public static int LineAt(string text, int position) => text.AsSpan(0, position).Count('\n') + 1;

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex Joint();
}
