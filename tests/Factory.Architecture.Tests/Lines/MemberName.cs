using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Factory.Architecture.Tests.Lines;

/// <summary>Names of members as the baselines write them.</summary>
internal static class MemberName
{
    /// <summary><c>Outer.Inner.Member</c> around a node; outside types, the name of the file in brackets.</summary>
    public static string Of(SyntaxNode node, string file)
    {
        var parts = node.AncestorsAndSelf().Select(Own).Where(n => n is not null).Reverse().ToList();
        return parts.Count > 0 ? string.Join('.', parts) : $"({Path.GetFileName(file)})";
    }

    private static string? Own(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        DelegateDeclarationSyntax type => type.Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        ConstructorDeclarationSyntax => ".ctor",
        DestructorDeclarationSyntax => "Finalize",
        OperatorDeclarationSyntax method => "operator" + method.OperatorToken.ValueText,
        ConversionOperatorDeclarationSyntax method => "operator" + method.Type,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        IndexerDeclarationSyntax => "this[]",
        EventDeclarationSyntax property => property.Identifier.ValueText,
        BaseFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.ValueText,
        EnumMemberDeclarationSyntax value => value.Identifier.ValueText,
        _ => null,
    };
}
