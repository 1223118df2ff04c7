using System.Text.RegularExpressions;

namespace Factory.Architecture.Tests;

/// <summary>The paths that the documents name exist.</summary>
/// <remarks>
/// Documents also name files of products and of the data folder, so only paths below a top folder or a project are
/// checked outside the architecture page.
/// </remarks>
public sealed partial class DocumentedPathsTests
{
    private const string Page = "docs/architecture.md";

    /// <summary>Files that a recipe lets its reader create.</summary>
    private static readonly string[] Examples = ["silo-config/agents/ann.md"];

    [Fact]
    public void ArchitecturePage_Paths_Exist()
    {
        var paths = DocumentedPaths.Find(Repository.Read(Page)).ToList();

        paths.Count.ShouldBeGreaterThan(10, "the page names too few paths, or the pattern no longer finds them");
        paths.Where(p => !DocumentedPaths.Exist(p)).ShouldBeEmpty($"{Page} names paths that do not exist");
    }

    [Fact]
    public void OtherDocuments_PathsBelowTopFolders_Exist() =>
        Repository.Files
            .Where(f => f.EndsWith(".md", StringComparison.Ordinal) && f.Split('/') is ["README.md"] or ["docs", not "adr", ..])
            .SelectMany(f => DocumentedPaths.Find(Repository.Read(f)).Where(p => TopFolder().IsMatch(p)), (f, p) => (File: f, Path: p))
            .Where(f => !DocumentedPaths.Exist(f.Path) && !Examples.Contains(f.Path))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("a `Factory.Domain/Tasks/TaskMoves.cs`, and", "Factory.Domain/Tasks/TaskMoves.cs")]
    [InlineData("the `silo-config/pipelines/` folder", "silo-config/pipelines/")]
    [InlineData("| `Factory.Grains.Abstractions` | names", "Factory.Grains.Abstractions")]
    [InlineData("in `models.json` and", "models.json")]
    [InlineData("see `tests/*/GlobalUsings.cs`", "tests/*/GlobalUsings.cs")]
    [InlineData("with `factory run --pipeline NAME`, `kill -9`, `Durable<T>`, `budget.exceeded`, `/api/runs`, `--data`")]
    [InlineData("```\n`src/Gone.cs`\n```\n")]
    public void Find_PathsInBackticks_ReturnsThem(string text, params string[] expected) => DocumentedPaths.Find(text).ShouldBe(expected);

    [Theory]
    [InlineData("docs/architecture.md", true)]
    [InlineData("docs/Architecture.md", false)]
    [InlineData("docs/nowhere.md", false)]
    [InlineData("docs/arch*.md", true)]
    [InlineData("policy.yaml", true)]
    [InlineData("nowhere.yaml", false)]
    [InlineData("Factory.Nowhere", false)]
    [InlineData("docs/reference/", true)]
    public void Exist_FileOrFolderOfTheRepository_IsTrue(string path, bool expected) => DocumentedPaths.Exist(path).ShouldBe(expected);

    [GeneratedRegex(@"^(?:(?:src|tests|docs|silo-config)/|Factory\.[A-Z])")]
    private static partial Regex TopFolder();
}
