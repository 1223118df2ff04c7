using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Factory.Engine.Generator.Reading;

/// <summary>Questions to symbols that the readers share.</summary>
internal static class Symbols
{
    /// <summary>For declarations and casts: with <c>global::</c> and nullable annotations.</summary>
    public static readonly SymbolDisplayFormat Annotated = SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayFormat.FullyQualifiedFormat.MiscellaneousOptions | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Bare(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public static bool IsNamed(this ITypeSymbol? type, string fullName) => type?.OriginalDefinition.ToDisplayString() == fullName;

    public static bool IsGrainInterface(this INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && type.AllInterfaces.Any(parent => parent.IsNamed("Orleans.IGrainWithStringKey"));

    public static AttributeData? Attribute(this ISymbol symbol, string fullName) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass.IsNamed(fullName));

    public static bool Has(this ISymbol symbol, string attribute) => symbol.Attribute(attribute) is not null;

    /// <summary>Partial types are declared several times and read once: at the first declaration that the generator looks at.</summary>
    public static bool IsFirstDeclaration(this INamedTypeSymbol type, SyntaxNode node) =>
        type.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax())
            .First(syntax => syntax is TypeDeclarationSyntax { BaseList: not null }) == node;

    /// <summary>Whether generated code in the same assembly can name the type.</summary>
    public static bool IsReachable(this INamedTypeSymbol type) =>
        type.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal
        && (type.ContainingType is null || type.ContainingType.IsReachable());

    public static bool IsGenericAnywhere(this INamedTypeSymbol type) =>
        type.IsGenericType || (type.ContainingType?.IsGenericAnywhere() ?? false);
}
