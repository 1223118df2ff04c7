using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Factory.Benchmarks.House;

/// <summary>Counts in the syntax of one file.</summary>
internal static class FileCounter
{
    private const int WideColumns = 120;

    // What stands behind these in other people's code is code too.
    private static readonly CSharpParseOptions Options = new(
        LanguageVersion.Preview,
        preprocessorSymbols: ["NET", "NETCOREAPP", .. Enumerable.Range(5, 6).Select(v => $"NET{v}_0_OR_GREATER")]);

    private static readonly string[] LicenceWords = ["licens", "copyright"];

    public static FileCounts Count(string code)
    {
        var unit = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, Options).GetRoot();
        var text = unit.SyntaxTree.GetText();
        var lines = text.Lines.Select(l => l.ToString()).ToList();
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        var declared = unit.DescendantNodes().OfType<MemberDeclarationSyntax>().Where(IsPublic).ToList();
        return new FileCounts
        {
            Lines = lines.Count,
            SourceLines = lines.Count(l => !string.IsNullOrWhiteSpace(l)),
            WideLines = lines.Count(l => l.Length > WideColumns),
            DocumentationLines = CountLines(text, unit.DescendantTrivia().Where(IsDocumentation)),
            CommentLines = CountLines(text, unit.DescendantTrivia().Where(t => IsComment(t) && !IsLicence(t, unit))),
            Types = unit.DescendantNodes(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).Count(IsType),
            Namespaces = [.. unit.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(n => n.Name.ToString())],
            Classes = [.. unit.DescendantNodes().OfType<TypeDeclarationSyntax>().Where(CanBeSealed).Select(Sealed)],
            Public = [.. declared.Select(Documented)],
            Visible = [.. declared.Where(d => d.Ancestors().OfType<BaseTypeDeclarationSyntax>().All(IsPublic)).Select(Documented)],
        };
    }

    private static int CountLines(SourceText text, IEnumerable<SyntaxTrivia> trivia) => trivia
        .Select(t => t.FullSpan)
        .SelectMany(s => Enumerable.Range(LineAt(text, s.Start), LineAt(text, Math.Max(s.Start, s.End - 1)) - LineAt(text, s.Start) + 1))
        .Distinct()
        .Count();

    private static int LineAt(SourceText text, int position) => text.Lines.GetLineFromPosition(position).LineNumber;

    private static bool IsDocumentation(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia);

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);

    private static bool IsLicence(SyntaxTrivia trivia, CompilationUnitSyntax unit) =>
        trivia.SpanStart < unit.GetFirstToken(includeZeroWidth: true).SpanStart
        && LicenceWords.Any(w => trivia.ToString().Contains(w, StringComparison.OrdinalIgnoreCase));

    private static bool IsType(SyntaxNode node) => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax;

    private static bool CanBeSealed(TypeDeclarationSyntax type) =>
        (type is ClassDeclarationSyntax || (type is RecordDeclarationSyntax && !type.IsKind(SyntaxKind.RecordStructDeclaration)))
        && !Has(type, SyntaxKind.StaticKeyword)
        && !Has(type, SyntaxKind.AbstractKeyword);

    private static bool IsPublic(MemberDeclarationSyntax member) => member switch
    {
        BaseNamespaceDeclarationSyntax or GlobalStatementSyntax => false,
        EnumMemberDeclarationSyntax { Parent: EnumDeclarationSyntax owner } => IsPublic(owner),
        { Parent: InterfaceDeclarationSyntax owner } when !IsType(member) =>
            IsPublic(owner) && !Has(member, SyntaxKind.PrivateKeyword) && !Has(member, SyntaxKind.InternalKeyword),
        _ => Has(member, SyntaxKind.PublicKeyword) && !Has(member, SyntaxKind.OverrideKeyword),
    };

    private static bool Has(MemberDeclarationSyntax member, SyntaxKind modifier) => member.Modifiers.Any(modifier);

    private static Declaration Sealed(TypeDeclarationSyntax type) => new(NameOf(type), Has(type, SyntaxKind.SealedKeyword));

    private static Declaration Documented(MemberDeclarationSyntax member) =>
        new(member is TypeDeclarationSyntax type ? NameOf(type) : null, member.GetLeadingTrivia().Any(IsDocumentation));

    private static string NameOf(TypeDeclarationSyntax type) => string.Join('.', type.AncestorsAndSelf().Select(n => n switch
    {
        TypeDeclarationSyntax t => $"{t.Identifier.ValueText}`{t.TypeParameterList?.Parameters.Count ?? 0}",
        BaseNamespaceDeclarationSyntax n2 => n2.Name.ToString(),
        _ => null,
    }).Where(n => n is not null).Reverse());
}
