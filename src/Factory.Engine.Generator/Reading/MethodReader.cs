using System.Collections.Generic;
using System.Linq;
using Factory.Engine.Generator.Models;
using Microsoft.CodeAnalysis;

namespace Factory.Engine.Generator.Reading;

/// <summary>Reads methods of grain interfaces.</summary>
internal static class MethodReader
{
    public static GrainMethod? Read(ISymbol member, List<Problem> problems)
    {
        if (member is IMethodSymbol { AssociatedSymbol: not null })
        {
            return null; // An accessor; its property or event is refused below.
        }

        if (Refusal(member) is { } problem)
        {
            problems.Add(problem);
            return null;
        }

        var method = (IMethodSymbol)member;
        var returns = (INamedTypeSymbol)method.ReturnType;
        return new GrainMethod(
            method.ContainingType.Bare(),
            method.Name,
            returns.ToDisplayString(Symbols.Annotated),
            returns.TypeArguments.FirstOrDefault()?.ToDisplayString(Symbols.Annotated),
            returns.Name == "ValueTask",
            returns.Name == "IAsyncEnumerable",
            method.Has("Orleans.Concurrency.OneWayAttribute"),
            Traits(method),
            new(method.Parameters.Select(Read)));
    }

    private static GrainParameter Read(IParameterSymbol parameter) => new(
        "@" + parameter.Name,
        parameter.Type.ToDisplayString(Symbols.Annotated),
        parameter.Type.Bare(),
        parameter.Type.IsNamed("System.Threading.CancellationToken"));

    private static Problem? Refusal(ISymbol member)
    {
        if (member is not IMethodSymbol method)
        {
            return Problem.At(member, GrainDiagnostics.Member, $"a {member.Kind.ToString().ToLowerInvariant()}");
        }

        if (method.IsGenericMethod || method.IsStatic || method.Parameters.Any(parameter => parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType))
        {
            return Problem.At(member, GrainDiagnostics.Member, "generic, static or has a by-reference parameter");
        }

        if (method.Has("Orleans.Concurrency.OneWayAttribute") && method.ReturnType is INamedTypeSymbol { IsGenericType: true })
        {
            return Problem.At(member, GrainDiagnostics.Member, "one-way but has a result");
        }

        var name = method.ReturnType.OriginalDefinition.ToDisplayString();
        return name switch
        {
            "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task<TResult>" => null,
            "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask<TResult>" => null,
            "System.Collections.Generic.IAsyncEnumerable<T>" => null,
            _ => Problem.At(member, GrainDiagnostics.ReturnType, name),
        };
    }

    private static string Traits(IMethodSymbol method)
    {
        const string Flags = "global::Factory.Engine.Calls.GrainMethodTraits.";
        if (method.ReturnType.Name == "IAsyncEnumerable")
        {
            return Flags + "AlwaysInterleave"; // As in Orleans: a sequence may live long and must not keep other calls waiting.
        }

        var traits = new[] { "ReadOnly", "AlwaysInterleave", "OneWay" }
            .Where(trait => method.Has($"Orleans.Concurrency.{trait}Attribute"))
            .Select(trait => Flags + trait)
            .DefaultIfEmpty(Flags + "None");
        return string.Join(" | ", traits);
    }
}
