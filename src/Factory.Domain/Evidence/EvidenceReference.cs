using System.Text.RegularExpressions;
using Factory.Domain.Artifacts;

namespace Factory.Domain.Evidence;

/// <summary>
/// Validates what a reviewer cites: an id of the factory's evidence (<c>e1</c>), or a file of the commit with a line or
/// lines (<c>src/Tip.cs</c>, <c>src/Tip.cs:12</c>, <c>src/Tip.cs:12-20</c>).
/// </summary>
internal static partial class EvidenceReference
{
    /// <summary>The error of a reference; null when it is valid.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="mustExist">True when a file that it names must exist; false for a criterion that is not met, which
    /// a missing file may show.</param>
    /// <param name="context">The task.</param>
    public static string? Validate(string reference, bool mustExist, ArtifactContext context)
    {
        if (EvidenceId().IsMatch(reference))
        {
            return context.EvidenceIds.Contains(reference, StringComparer.OrdinalIgnoreCase)
                ? null
                : $"cites '{reference}', which is not in the factory's evidence ({ListKnownIds(context)})";
        }

        var path = LineSuffix().Replace(reference, "");
        if (!IsRelativePath(path))
        {
            return $"cites '{Shorten(reference)}': cite an id of the factory's evidence ({ListKnownIds(context)}) or a file of the " +
                "repository as path or path:line";
        }

        return mustExist && context.IsFile?.Invoke(path) == false
            ? $"cites '{Shorten(path)}', which is not a file of the commit under review"
            : null;
    }

    private static bool IsRelativePath(string path) =>
        // A model wrote it, and it is looked up in the repository: no way out of the root, no drives, no sentences.
        path.Length <= 400
        && path.IndexOfAny(['\\', ':', '\n', '\t', '<', '>', '|', '"']) < 0
        && path.Split('/').All(part => part is not ("" or "..") && part.Trim() == part)
        && (!path.Contains(' ') || Extension().IsMatch(path));

    private static string ListKnownIds(ArtifactContext context) =>
        context.EvidenceIds.Count == 0 ? "there is none" : string.Join(", ", context.EvidenceIds);

    private static string Shorten(string text) => VisibleText.Shorten(text, 80);

    [GeneratedRegex("^[eE][0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex EvidenceId();

    // Models also cite lines as GitHub does (L12-L20) or with a column.
    [GeneratedRegex(@":L?[0-9]+(-L?[0-9]+)?(:[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex LineSuffix();

    // Models sometimes cite a sentence. A path may contain spaces too, but unlike a sentence it ends in a file
    // extension.
    [GeneratedRegex(@"\.[A-Za-z0-9]{1,10}$", RegexOptions.CultureInvariant)]
    private static partial Regex Extension();
}
