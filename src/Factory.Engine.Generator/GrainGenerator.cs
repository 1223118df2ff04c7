using System.Linq;
using Factory.Engine.Generator.Models;
using Factory.Engine.Generator.Reading;
using Factory.Engine.Generator.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Factory.Engine.Generator;

/// <summary>
/// Writes what the embedded engine needs instead of reflection: a proxy per grain interface, a constructor call per grain class, and a
/// manifest that lists both.
/// </summary>
[Generator]
public sealed class GrainGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var interfaces = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is InterfaceDeclarationSyntax { BaseList: not null },
                static (syntax, cancellation) => InterfaceReader.Read(syntax, cancellation))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);

        var classes = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is ClassDeclarationSyntax { BaseList: not null },
                static (syntax, cancellation) => ClassReader.Read(syntax, cancellation))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);

        var assembly = context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? "Grains");

        context.RegisterSourceOutput(interfaces.Combine(assembly), static (output, input) => WriteProxy(output, input.Left, input.Right));
        context.RegisterSourceOutput(
            interfaces.Collect().Combine(classes.Collect()).Combine(assembly),
            static (output, input) => WriteManifest(
                output,
                [.. input.Left.Left.Where(model => model.Problems.Count == 0).Distinct()],
                [.. input.Left.Right.Distinct()],
                input.Right));
    }

    private static void WriteProxy(SourceProductionContext output, GrainInterface model, string assembly)
    {
        foreach (var problem in model.Problems)
        {
            output.ReportDiagnostic(problem.ToDiagnostic());
        }

        if (model.Problems.Count == 0)
        {
            output.AddSource($"{model.ProxyName}.g.cs", ProxyWriter.Write(model, Names.NamespaceOf(assembly)));
        }
    }

    private static void WriteManifest(SourceProductionContext output, GrainInterface[] interfaces, GrainClass[] classes, string assembly)
    {
        foreach (var problem in classes.SelectMany(model => model.Problems))
        {
            output.ReportDiagnostic(problem.ToDiagnostic());
        }

        var usable = classes.Where(model => model.Problems.Count == 0).ToArray();
        if (interfaces.Length + usable.Length > 0)
        {
            output.AddSource("GrainManifest.g.cs", ManifestWriter.Write(interfaces, usable, Names.NamespaceOf(assembly)));
        }
    }
}
