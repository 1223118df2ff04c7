using System.Text.RegularExpressions;

namespace Factory.Architecture.Tests;

/// <summary>Finds the paths that a document names.</summary>
internal static partial class DocumentedPaths
{
    /// <summary>Everything in backticks that looks like a path; code blocks are left out.</summary>
    public static IEnumerable<string> Find(string text) =>
        Backticks().Matches(Fence().Replace(text, "")).Select(m => m.Groups[1].Value).Where(t => LooksLikePath().IsMatch(t));

    /// <summary>
    /// Whether a file or folder exists. Paths are relative to the root, to <c>src</c> or to <c>tests</c>; a name
    /// without a folder can be anywhere.
    /// </summary>
    public static bool Exist(string path)
    {
        var pattern = Regex.Escape(path.TrimEnd('/')).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        var isFromTheRoot = path.Contains('/', StringComparison.Ordinal) || path.StartsWith("Factory.", StringComparison.Ordinal);
        var match = new Regex((isFromTheRoot ? "^(?:src/|tests/)?" : "(?:^|/)") + pattern + "(?:/|$)", RegexOptions.CultureInvariant);
        return Repository.Files.Any(f => match.IsMatch(f));
    }

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Backticks();

    // With a folder, or with an extension of a file, or a folder alone, or a project.
    [GeneratedRegex(@"^(?:
        [\w.*-]+(?:/[\w.*{}-]+)+/?
        |[\w.*-]+\.(?:cs|md|yaml|json|txt|sh|csproj|sln|props)
        |[\w-]+/
        |Factory(?:\.[A-Z]\w+)+
        )$", RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex LooksLikePath();
}
