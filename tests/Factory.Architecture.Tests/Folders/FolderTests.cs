using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Factory.Architecture.Tests.Folders;

/// <summary>A folder is a noun, and the same noun in every project.</summary>
/// <remarks>
/// <c>folders.txt</c> lists the nouns that any project can use, <c>folder-exceptions.txt</c> the folders that exist in
/// one project only, with the reason. A new folder takes a noun of the first list, or becomes a line of one of them.
/// </remarks>
public sealed class FolderTests
{
    private static readonly IReadOnlyDictionary<string, string> Nouns = ListFile.Table("folders.txt");

    private static readonly IReadOnlyDictionary<string, string> Exceptions = ListFile.Table("folder-exceptions.txt");

    /// <summary>Folders that test projects have beside those of the source.</summary>
    private static readonly Dictionary<string, string> TestFolders = new(StringComparer.Ordinal)
    {
        ["Support"] = "what several tests of the project set up",
        ["Golden"] = "opens the data folders of earlier versions that tests/Golden holds",
        ["Hostile"] = "attempts of an agent that carries out whatever a hostile model orders",
        ["Schemas"] = "the schemas for editors are files of silo-config, not a folder of the source",
    };

    /// <summary>First-level folders of the projects under <c>src</c> that hold C# files, with their projects.</summary>
    private static readonly ILookup<string, string> InUse = Repository.Sources
        .Select(f => f.Split('/'))
        .Where(p => p.Length > 3)
        .Select(p => (Folder: p[2], Project: p[1]))
        .Distinct()
        .ToLookup(p => p.Folder, p => p.Project, StringComparer.Ordinal);

    [Fact]
    public void Folders_AreNounsOfTheVocabulary() =>
        InUse.Where(f => !Nouns.ContainsKey(f.Key) && !Exceptions.ContainsKey(f.Key))
            .Select(f => $"{f.Key} in {string.Join(", ", f)}")
            .ShouldBeEmpty("use a noun of folders.txt, or add one there that other projects can use too");

    /// <summary>
    /// Of the test projects that belong to one project of the source; the others have folders of their own.
    /// </summary>
    [Fact]
    public void FoldersOfTests_AreThoseOfSources() =>
        Repository.Tests
            .Select(f => f.Split('/'))
            .Where(p => p.Length > 3 && p[1].EndsWith(".Tests", StringComparison.Ordinal))
            .Where(p => Repository.Projects.Contains(SourceProject(p[1])))
            .Select(p => (Project: p[1], Folder: p[2]))
            .Distinct()
            .Where(p => !InUse.Contains(p.Folder) && !TestFolders.ContainsKey(p.Folder))
            .ShouldBeEmpty();

    [Fact]
    public void Exceptions_AreInOneProject() =>
        Exceptions.Keys.Where(e => InUse[e].Count() > 1)
            .Select(e => $"{e} in {string.Join(", ", InUse[e])}")
            .ShouldBeEmpty("what two projects use belongs into folders.txt");

    [Fact]
    public void Lists_HoldNothingThatIsGone() => Nouns.Keys.Concat(Exceptions.Keys).Where(n => !InUse.Contains(n)).ShouldBeEmpty();

    [Fact]
    public void Lists_HoldEachNounOnce() =>
        Nouns.Keys.Concat(Exceptions.Keys).GroupBy(Stem, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Count() > 1)
            .Select(g => string.Join(", ", g))
            .ShouldBeEmpty("singular and plural, or upper and lower case, of one noun");

    [Fact]
    public void Namespaces_AreFolders() =>
        SourceFile.All
            .SelectMany(f => f.Unit.Members.OfType<BaseNamespaceDeclarationSyntax>().Select(n => (f.Path, Namespace: n.Name.ToString())))
            .Where(f => f.Namespace != NamespaceOf(f.Path))
            .ShouldBeEmpty();

    [Fact]
    public void Types_HaveANamespace() =>
        SourceFile.All
            .Where(f => f.Unit.Members.Any(m => m is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax))
            .Select(f => f.Path)
            .ShouldBeEmpty();

    [Theory]
    [InlineData("src/Factory.Domain/Tasks/TaskRules.cs", "Factory.Domain.Tasks")]
    [InlineData("tests/Factory.Domain.Tests/Deep/Er/ATests.cs", "Factory.Domain.Tests.Deep.Er")]
    [InlineData("src/Factory.Cli/Usings.cs", "Factory.Cli")]
    public void NamespaceOf_AFile_IsItsFolderBelowSrcOrTests(string file, string expected) => NamespaceOf(file).ShouldBe(expected);

    private static string NamespaceOf(string file) => string.Join('.', file.Split('/')[1..^1]);

    private static string SourceProject(string test) => $"src/{test[..^".Tests".Length]}/{test[..^".Tests".Length]}.csproj";

    private static string Stem(string noun) => noun.EndsWith("ies", StringComparison.Ordinal) ? noun[..^3] + "y" : noun.TrimEnd('s');
}
