using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Factory.Engine.Generator.Reading;

/// <summary>Turns a constructor parameter of a grain into the expression that supplies it.</summary>
internal static class ArgumentWriter
{
    public static string ArgumentFor(IParameterSymbol parameter)
    {
        var type = parameter.Type.Bare();
        if (parameter.Attribute("Orleans.Runtime.PersistentStateAttribute") is { } state && parameter.Type is INamedTypeSymbol { IsGenericType: true } facet)
        {
            return $"facets.State<{facet.TypeArguments[0].ToDisplayString(Symbols.Annotated)}>({Literal(state, 0)}, {Literal(state, 1)})";
        }

        if (parameter.Type.IsNamed("Orleans.Runtime.IGrainContext"))
        {
            return "facets.Context";
        }

        if (parameter.Attribute("Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute") is { ConstructorArguments.Length: > 0 } keyed)
        {
            return $"facets.Service<{type}>({keyed.ConstructorArguments[0].ToCSharpString()})";
        }

        return parameter.HasExplicitDefaultValue || parameter.NullableAnnotation == NullableAnnotation.Annotated
            ? $"facets.OptionalService<{type}>()"
            : $"facets.Service<{type}>()";
    }

    private static string Literal(AttributeData attribute, int index) =>
        attribute.ConstructorArguments.ElementAtOrDefault(index) is { Kind: not TypedConstantKind.Error, Value: string text }
            ? SymbolDisplay.FormatLiteral(text, quote: true)
            : "null";
}
