using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Factory.Architecture.Tests.Lines;

/// <summary>Finds what is too long in a file.</summary>
internal static class LengthRules
{
    /// <summary>
    /// Columns of the longest line; <c>max_line_length</c> of <c>.editorconfig</c> tells editors the same.
    /// </summary>
    public const int Columns = 140;

    /// <summary>Parameters of the longest constructor.</summary>
    public const int Parameters = 7;

    /// <summary>Lines of the longest body, without the lines of its braces.</summary>
    public const int BodyLines = 50;

    /// <summary>Lines with too many columns.</summary>
    /// <remarks>
    /// The text of a literal of several lines does not count: it cannot be wrapped without changing the text.
    /// </remarks>
    public static IEnumerable<Violation> LongLines(SourceFile file) =>
        from line in file.Unit.SyntaxTree.GetText().Lines
        where line.Span.Length > Columns
        let token = file.Unit.FindToken(line.Start)
        where !IsInsideText(token, line.Start)
        select new Violation(NameAt(file, line.ToString(), line.Start), 1, $"{file.Path}:{line.LineNumber + 1}");

    /// <summary>Constructors with too many parameters, the list behind the name of a type included.</summary>
    /// <remarks>Records of pure data can have as many as the data has.</remarks>
    public static IEnumerable<Violation> LongParameterLists(SourceFile file) =>
        from node in file.Unit.DescendantNodes()
        let parameters = node switch
        {
            ConstructorDeclarationSyntax constructor => constructor.ParameterList,
            RecordDeclarationSyntax record when IsData(record) => null,
            TypeDeclarationSyntax type => type.ParameterList,
            _ => null,
        }
        where parameters?.Parameters.Count > Parameters
        select new Violation(MemberName.Of(node, file.Path), parameters.Parameters.Count, Place(file, node));

    /// <summary>Bodies with too many lines.</summary>
    /// <remarks>
    /// Of methods, constructors, operators, accessors and computed properties, of functions in initialisers, and of
    /// programs.
    /// </remarks>
    public static IEnumerable<Violation> LongBodies(SourceFile file) =>
        from body in file.Unit.DescendantNodes().Select(Body).OfType<SyntaxNode>().Append(file.Unit)
        let lines = Lines(body)
        where lines > BodyLines
        select new Violation(MemberName.Of(body, file.Path), lines, Place(file, body));

    private static SyntaxNode? Body(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody?.Expression,
        AccessorDeclarationSyntax accessor => (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody?.Expression,
        PropertyDeclarationSyntax property => property.ExpressionBody?.Expression,
        IndexerDeclarationSyntax property => property.ExpressionBody?.Expression,
        AnonymousFunctionExpressionSyntax function when !function.Ancestors().OfType<BaseMethodDeclarationSyntax>().Any() => function.Body,
        _ => null,
    };

    private static int Lines(SyntaxNode body)
    {
        var statements = body is CompilationUnitSyntax unit ? unit.Members.OfType<GlobalStatementSyntax>().ToList<SyntaxNode>() : [body];
        if (statements.Count == 0)
        {
            return 0;
        }

        var text = body.SyntaxTree.GetText().Lines;
        var first = text.GetLineFromPosition(statements[0].SpanStart).LineNumber;
        var last = text.GetLineFromPosition(statements[^1].Span.End).LineNumber;
        return body is BlockSyntax ? last - first - 1 : last - first + 1;
    }

    private static bool IsData(RecordDeclarationSyntax record) =>
        record.Members.All(m => m is PropertyDeclarationSyntax or FieldDeclarationSyntax or BaseTypeDeclarationSyntax
            || m is MethodDeclarationSyntax { Identifier.ValueText: "ToString" or "PrintMembers" });

    /// <summary>Whether the line begins within a literal that began on an earlier line.</summary>
    private static bool IsInsideText(SyntaxToken token, int lineStart) =>
        (token.SpanStart < lineStart && token.Kind()
            is SyntaxKind.StringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken)
        || token.Parent!.AncestorsAndSelf().OfType<InterpolatedStringExpressionSyntax>().Any(t =>
            t.SpanStart < lineStart && !t.StringStartToken.IsKind(SyntaxKind.InterpolatedStringStartToken));

    private static string NameAt(SourceFile file, string line, int start)
    {
        var token = file.Unit.FindToken(start + line.Length - line.TrimStart().Length);
        return MemberName.Of(token.Parent!, file.Path);
    }

    private static string Place(SourceFile file, SyntaxNode node) => $"{file.Path}:{file.LineAt(node.SpanStart)}";
}
