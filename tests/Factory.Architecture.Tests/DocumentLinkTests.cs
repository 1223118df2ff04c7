using System.Text.RegularExpressions;

namespace Factory.Architecture.Tests;

/// <summary>Relative links between documents lead to existing files and headings.</summary>
public sealed partial class DocumentLinkTests
{
    [Fact]
    public void RelativeLinks_OfEveryDocument_Resolve()
    {
        var links = Repository.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal)).SelectMany(LinksOf).ToList();

        links.Count.ShouldBeGreaterThan(100, "the pattern no longer finds the links");
        links.Where(l => !Resolves(l)).Select(l => $"{l.File}: {l.Target}").ShouldBeEmpty("these links lead nowhere");
    }

    [Theory]
    [InlineData("Orleans' dashboard", "orleans-dashboard")]
    [InlineData("`factory routing explain --kind KIND`", "factory-routing-explain---kind-kind")]
    [InlineData("Hints: left out", "hints-left-out")]
    public void AnchorOf_Heading_IsWhatMarkdownRenderersMake(string heading, string expected) => AnchorOf(heading).ShouldBe(expected);

    private static IEnumerable<Link> LinksOf(string file) =>
        LinkPattern().Matches(Fence().Replace(Repository.Read(file), ""))
            .Select(m => new Link(file, m.Groups[1].Value))
            .Where(l => !l.Target.Contains("://", StringComparison.Ordinal));

    private static bool Resolves(Link link)
    {
        var (path, anchor) = link.Target.Split('#', 2) is [var p, var a] ? (p, a) : (link.Target, null);
        var folder = Path.GetDirectoryName(link.File) ?? "";
        var target = path.Length == 0
            ? link.File
            : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, folder, path)));
        return DocumentedPaths.Exist(target)
            && (anchor is null || Heading().Matches(Repository.Read(target)).Any(m => AnchorOf(m.Groups[1].Value) == anchor));
    }

    private static string AnchorOf(string heading) =>
        NoAnchorCharacter().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchorCharacter();

    private sealed record Link(string File, string Target);
}
