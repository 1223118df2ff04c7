using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Factory.Engine.Generator.Models;
using Microsoft.CodeAnalysis;

namespace Factory.Engine.Generator.Reading;

/// <summary>Reads grain classes.</summary>
internal static class ClassReader
{
    public static GrainClass? Read(GeneratorSyntaxContext syntax, CancellationToken cancellation)
    {
        if (syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, cancellation) is not INamedTypeSymbol { IsAbstract: false } type
            || !type.AllInterfaces.Any(parent => parent.IsNamed("Orleans.IGrainBase"))
            || !type.IsFirstDeclaration(syntax.Node))
        {
            return null;
        }

        var interfaces = type.AllInterfaces.Where(Symbols.IsGrainInterface).Select(parent => parent.Bare()).ToList();
        if (interfaces.Count == 0)
        {
            return null;
        }

        var problems = new List<Problem>();
        if (type.IsGenericAnywhere())
        {
            problems.Add(Problem.At(type, GrainDiagnostics.Generic, "generic"));
        }
        else if (!type.IsReachable())
        {
            problems.Add(Problem.At(type, GrainDiagnostics.Access, "private or protected"));
        }

        return new GrainClass(
            type.Bare(),
            new(interfaces),
            new(Arguments(type, problems)),
            type.Has("Orleans.Concurrency.ReentrantAttribute"),
            StatelessWorkers(type),
            new(problems));
    }

    private static IEnumerable<string> Arguments(INamedTypeSymbol type, List<Problem> problems)
    {
        var constructors = type.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public).ToList();
        if (constructors.Count != 1)
        {
            problems.Add(Problem.At(type, GrainDiagnostics.Constructor, $"has {constructors.Count} public constructors"));
            return [];
        }

        return constructors[0].Parameters.Select(ArgumentWriter.ArgumentFor).ToList();
    }

    private static int? StatelessWorkers(INamedTypeSymbol type) =>
        type.Attribute("Orleans.Concurrency.StatelessWorkerAttribute") is { } attribute
            ? attribute.ConstructorArguments.Select(argument => argument.Value).OfType<int>().FirstOrDefault()
            : null;
}
