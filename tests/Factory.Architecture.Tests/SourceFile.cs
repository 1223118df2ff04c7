using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Factory.Architecture.Tests;

/// <summary>A C# file and its syntax.</summary>
/// <param name="Path">Relative to the root of the repository.</param>
/// <param name="Text">Its content.</param>
/// <param name="Unit">Its syntax.</param>
internal sealed record SourceFile(string Path, string Text, CompilationUnitSyntax Unit)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    private static readonly Lazy<IReadOnlyList<SourceFile>> Sources = new(() => Load(Repository.Sources));

    private static readonly Lazy<IReadOnlyList<SourceFile>> Tests = new(() => Load(Repository.Tests));

    /// <summary>The C# files of the factory.</summary>
    public static IReadOnlyList<SourceFile> AllSources => Sources.Value;

    /// <summary>The C# files of the tests.</summary>
    public static IReadOnlyList<SourceFile> AllTests => Tests.Value;

    /// <summary>Both.</summary>
    public static IEnumerable<SourceFile> All => AllSources.Concat(AllTests);

    /// <summary>Parses a text.</summary>
    public static SourceFile Parse(string path, string text) =>
        new(path, text, (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(text, Options).GetRoot());

    /// <summary>Line of a position, counted from 1.</summary>
    public int LineAt(int position) => Unit.SyntaxTree.GetText().Lines.GetLinePosition(position).Line + 1;

    private static List<SourceFile> Load(IEnumerable<string> files) =>
        [.. files.AsParallel().AsOrdered().Select(f => Parse(f, Repository.Read(f)))];
}
