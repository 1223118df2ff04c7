using Factory.Engine.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Factory.Engine.Tests.Generator;

public sealed class GrainGeneratorTests
{
    [Theory]
    [InlineData("GRAIN001", "public interface IBad : IGrainWithStringKey { int Now(); }")]
    [InlineData("GRAIN003", "public interface IBad : IGrainWithStringKey { int Size { get; } }")]
    [InlineData("GRAIN003", "public interface IBad : IGrainWithStringKey { Task Fill(ref int size); }")]
    [InlineData("GRAIN003", "public interface IBad : IGrainWithStringKey { Task Fill<T>(T item); }")]
    [InlineData("GRAIN003", "public interface IBad : IGrainWithStringKey { [Orleans.Concurrency.OneWay] Task<int> Tell(); }")]
    [InlineData("GRAIN004", "public class Outer { private interface IBad : IGrainWithStringKey { Task Go(); } }")]
    [InlineData("GRAIN005", "public interface IGood : IGrainWithStringKey { Task Go(); } public class Bad : Grain, IGood { public Bad() { } public Bad(int size) { } public Task Go() => Task.CompletedTask; }")]
    [InlineData("GRAIN006", "public interface IBad<T> : IGrainWithStringKey { Task Go(T item); }")]
    public void Unsupported_code_is_refused_with_a_diagnostic(string id, string code)
    {
        var (_, problems) = Run(code);

        problems.Select(problem => problem.Id).ShouldContain(id);
    }

    [Fact]
    public void Supported_code_compiles()
    {
        var (compilation, problems) = Run("""
            public interface IBase : IGrainWithStringKey { Task<string?> Named(string? name, int[] numbers); }
            public partial interface IGood : IBase { ValueTask Go(CancellationToken cancellation); IAsyncEnumerable<(int, string?)> Each(int? from, CancellationToken cancellation = default); }
            public partial interface IGood { ValueTask<List<string?>> All(Dictionary<string, int?> @event, (int, string) pair); Task Go(int @class = 3); }
            internal interface IHidden : IGrainWithStringKey { [Orleans.Concurrency.OneWay] Task Tell(); }
            public class Good(IServiceProvider services, IDisposable? nothing = null) : Grain, IGood, IHidden
            {
                public Task<string?> Named(string? name, int[] numbers) => Task.FromResult(name ?? services.ToString());
                public ValueTask Go(CancellationToken cancellation) { nothing?.Dispose(); return default; }
                public Task Go(int number) => Task.CompletedTask;
                public ValueTask<List<string?>> All(Dictionary<string, int?> dictionary, (int, string) pair) => new([]);
                public Task Tell() => Task.CompletedTask;
                public IAsyncEnumerable<(int, string?)> Each(int? from, CancellationToken cancellation = default) => throw new NotSupportedException();
            }
            """);

        problems.ShouldBeEmpty();
        compilation.GetDiagnostics().Where(problem => problem.Severity >= DiagnosticSeverity.Warning).ShouldBeEmpty();
        compilation.Assembly.GetAttributes().Select(attribute => attribute.AttributeClass!.Name).ShouldContain("GrainManifestAttribute");
    }

    [Fact]
    public void Code_without_grains_gets_nothing()
    {
        var (compilation, _) = Run("public interface INothing : IDisposable;");

        compilation.SyntaxTrees.Count().ShouldBe(1);
    }

    private static (Compilation Compilation, IReadOnlyList<Diagnostic> Problems) Run(string code)
    {
        const string Usings = """
            using System;
            using System.Collections.Generic;
            using System.Threading;
            using System.Threading.Tasks;
            using Orleans;
            #nullable enable

            """;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Sample", [CSharpSyntaxTree.ParseText(Usings + code)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        CSharpGeneratorDriver.Create(new GrainGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out var result, out var problems);
        return (result, problems);
    }
}
