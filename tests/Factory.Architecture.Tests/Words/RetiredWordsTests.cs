using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Factory.Architecture.Tests.Words;

/// <summary>
/// One word for one thing: names, comments, messages and documents use none of <c>retired-words.txt</c>.
/// </summary>
/// <remarks>
/// Decisions (<c>docs/adr</c>) and the changelog are history and exempt. Tests can use them in texts, because they try
/// rejected input, but not in names.
/// </remarks>
public sealed class RetiredWordsTests
{
    private static readonly IReadOnlyList<RetiredWord> Words = [.. ListFile.Entries("retired-words.txt").Select(RetiredWord.Parse)];

    [Fact]
    public void SourcesDocumentsAndConfiguration_UseNoRetiredWord() =>
        Repository.Files
            .Where(IsSearched)
            .AsParallel().AsOrdered()
            .SelectMany(f => Found(f, f + "\n" + Repository.Read(f), l => l - 1))
            .ShouldBeEmpty("these words were replaced: retired-words.txt beside this test");

    [Fact]
    public void NamesInTests_UseNoRetiredWord() =>
        SourceFile.AllTests
            .AsParallel().AsOrdered()
            .SelectMany(FoundInNames)
            .ShouldBeEmpty("these words were replaced: retired-words.txt beside this test");

    [Fact]
    public void List_NamesEachWordOnce() => Words.Select(w => w.Text).ShouldBeUnique();

    private static bool IsSearched(string file) =>
        Repository.IsText(file)
        && Path.GetFileName(file) is not ("packages.lock.json" or "package-lock.json" or "CHANGELOG.md")
        && !file.StartsWith("docs/adr/", StringComparison.Ordinal)
        && (file == "README.md" || file.Split('/')[0] is "src" or "docs" or "silo-config");

    private static IEnumerable<string> FoundInNames(SourceFile file)
    {
        var names = file.Unit.DescendantTokens()
            .Where(t => t.IsKind(SyntaxKind.IdentifierToken))
            .Select(t => (Name: t.ValueText, Line: file.LineAt(t.SpanStart)))
            .Prepend((Name: file.Path, Line: 0))
            .ToList();
        // Separated, so that the end of one name and the start of the next cannot form a phrase.
        return Found(file.Path, string.Join("\n;", names.Select(n => n.Name)), l => names[l - 1].Line);
    }

    private static IEnumerable<string> Found(string file, string text, Func<int, int> line)
    {
        var split = WordText.Split(text);
        return Words.Where(w => !w.IsAllowedIn(file))
            .SelectMany(w => w.PositionsIn(split), (w, p) => (Word: w, Line: line(WordText.LineAt(split, p))))
            .Select(f => $"{file}:{f.Line}: '{f.Word.Text}' is now '{f.Word.Replacement}'");
    }
}
