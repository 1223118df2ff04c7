using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Factory.Engine.Generator.Models;

/// <summary>Something that the generator refuses, in a form that can be cached.</summary>
internal sealed record Problem(DiagnosticDescriptor Rule, string Subject, string Detail, string? File, TextSpan Span, LinePositionSpan Lines)
{
    public static Problem At(ISymbol symbol, DiagnosticDescriptor rule, string detail)
    {
        var location = symbol.Locations.Length > 0 ? symbol.Locations[0] : Location.None;
        return new(rule, symbol.ToDisplayString(), detail, location.SourceTree?.FilePath, location.SourceSpan, location.GetLineSpan().Span);
    }

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Rule, File is null ? Location.None : Location.Create(File, Span, Lines), Subject, Detail);
}
