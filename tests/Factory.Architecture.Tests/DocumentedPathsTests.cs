using System.Text.RegularExpressions;

namespace Factory.Architecture.Tests;

/// <summary>What <c>docs/architecture.md</c> says about where things are is true.</summary>
/// <remarks>Other documents also name files of products and of the data folder: only paths below a top folder or a project are looked up.</remarks>
public sealed partial class DocumentedPathsTests
{
    private const string Page = "docs/architecture.md";

    /// <summary>What a recipe tells its reader to make.</summary>
    private static readonly string[] Examples = ["silo-config/agents/ann.md"];

    [Fact]
    public void ArchitecturePage_NamesPathsThatExist()
    {
        var paths = PathsIn(Repository.Read(Page)).ToList();

        paths.Count.ShouldBeGreaterThan(10, "the page names no paths any more, or they are no longer found in it");
        paths.Where(p => !Exists(p)).ShouldBeEmpty($"{Page} names what is not there");
    }

    [Fact]
    public void OtherDocuments_NamePathsOfTheTopFoldersThatExist() =>
        Repository.Files
            .Where(f => f.EndsWith(".md", StringComparison.Ordinal) && f.Split('/') is ["README.md"] or ["docs", not "adr", ..])
            .SelectMany(f => PathsIn(Repository.Read(f)).Where(p => TopFolder().IsMatch(p)), (f, p) => (File: f, Path: p))
            .Where(f => !Exists(f.Path) && !Examples.Contains(f.Path))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("a `Factory.Domain/Tasks/TaskMoves.cs`, and", "Factory.Domain/Tasks/TaskMoves.cs")]
    [InlineData("the `silo-config/pipelines/` folder", "silo-config/pipelines/")]
    [InlineData("| `Factory.Grains.Abstractions` | names", "Factory.Grains.Abstractions")]
    [InlineData("in `models.json` and", "models.json")]
    [InlineData("see `tests/*/GlobalUsings.cs`", "tests/*/GlobalUsings.cs")]
    [InlineData("with `factory run --pipeline NAME`, `kill -9`, `Durable<T>`, `budget.exceeded`, `/api/runs`, `--data`")]
    [InlineData("```\n`src/Gone.cs`\n```\n")]
    public void PathsIn_AText_AreWhatLooksLikeAPathInBackticks(string text, params string[] expected) => PathsIn(text).ShouldBe(expected);

    [Theory]
    [InlineData("docs/architecture.md", true)]
    [InlineData("docs/Architecture.md", false)]
    [InlineData("docs/nowhere.md", false)]
    [InlineData("docs/arch*.md", true)]
    [InlineData("policy.yaml", true)]
    [InlineData("nowhere.yaml", false)]
    [InlineData("Factory.Nowhere", false)]
    [InlineData("docs/reference/", true)]
    public void Exists_IsTrueForFilesAndFoldersOfTheRepository(string path, bool expected) => Exists(path).ShouldBe(expected);

    private static IEnumerable<string> PathsIn(string text) =>
        Backticks().Matches(Fence().Replace(text, "")).Select(m => m.Groups[1].Value).Where(t => LooksLikePath().IsMatch(t));

    /// <summary>Paths are meant from the root, or from <c>src</c> or <c>tests</c>; a name alone may be anywhere.</summary>
    private static bool Exists(string path)
    {
        var pattern = Regex.Escape(path.TrimEnd('/')).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        var isFromTheRoot = path.Contains('/', StringComparison.Ordinal) || path.StartsWith("Factory.", StringComparison.Ordinal);
        var match = new Regex((isFromTheRoot ? "^(?:src/|tests/)?" : "(?:^|/)") + pattern + "(?:/|$)", RegexOptions.CultureInvariant);
        return Repository.Files.Any(f => match.IsMatch(f));
    }

    [GeneratedRegex(@"^(?:(?:src|tests|docs|silo-config)/|Factory\.[A-Z])")]
    private static partial Regex TopFolder();

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
