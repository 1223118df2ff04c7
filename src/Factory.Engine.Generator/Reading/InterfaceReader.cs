using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Factory.Engine.Generator.Models;
using Factory.Engine.Generator.Writing;
using Microsoft.CodeAnalysis;

namespace Factory.Engine.Generator.Reading;

/// <summary>Reads grain interfaces.</summary>
internal static class InterfaceReader
{
    public static GrainInterface? Read(GeneratorSyntaxContext syntax, CancellationToken cancellation)
    {
        if (syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, cancellation) is not INamedTypeSymbol type
            || !type.IsGrainInterface() || !type.IsFirstDeclaration(syntax.Node))
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

        var methods = type.AllInterfaces.Insert(0, type)
            .SelectMany(parent => parent.GetMembers())
            .Where(member => member.IsAbstract)
            .Select(member => MethodReader.Read(member, problems))
            .OfType<GrainMethod>();

        return new GrainInterface(type.Bare(), Names.Identifier(type.ToDisplayString()) + "Proxy", new(methods), new(problems));
    }
}
