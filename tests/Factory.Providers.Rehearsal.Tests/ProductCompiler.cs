using System.Xml.Linq;
using Factory.Providers.Rehearsal.Archetypes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Factory.Providers.Rehearsal.Tests;

/// <summary>
/// Builds a product according to its project file with the compiler in this process, in a tenth of the time that
/// <c>dotnet build</c> takes. The project file itself is built by <see cref="ExistingRepositoryTests"/> and by every
/// scenario.
/// </summary>
internal static class ProductCompiler
{
    private const string RuntimeConfig = """
        {"runtimeOptions":{"tfm":"net10.0","frameworks":[{"name":"Microsoft.NETCore.App","version":"10.0.0"},{"name":"Microsoft.AspNetCore.App","version":"10.0.0"}],
        "configProperties":{"System.Globalization.Invariant":true}}}
        """;

    private static readonly string[] ImplicitUsings = [
        "System",
        "System.Collections.Generic",
        "System.IO",
        "System.Linq",
        "System.Net.Http",
        "System.Threading",
        "System.Threading.Tasks"
    ];

    // The folders whole: what a package of the tests replaces is not among the platform's own assemblies.
    private static readonly List<MetadataReference> Frameworks =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(f =>
                f.Contains("Microsoft.NETCore.App", StringComparison.Ordinal)
                    || f.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal))
            .Select(f => Path.GetDirectoryName(f)!)
            .Distinct()
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll"))
            .Select(f => (MetadataReference)MetadataReference.CreateFromFile(f)),
    ];

    /// <summary>Runs a command of the product, with the compiler instead of its build command.</summary>
    /// <returns>Exit code and output.</returns>
    public static (int ExitCode, string Output) Run(string folder, string command)
    {
        var build = new ProductCommands(IsStatic: false).Build!;
        if (!command.StartsWith(build, StringComparison.Ordinal))
        {
            return MiniLoop.Shell(folder, command);
        }

        var errors = Build(folder);
        var rest = command[build.Length..].Replace(" && ", "", StringComparison.Ordinal);
        return errors.Count > 0 ? (1, string.Join('\n', errors)) : rest.Length > 0 ? MiniLoop.Shell(folder, rest) : (0, "");
    }

    private static List<string> Build(string folder)
    {
        var sources = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(folder, f).StartsWith("out", StringComparison.Ordinal));
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var usings = ImplicitUsings.Concat(XDocument.Load(Path.Combine(folder, "App.csproj"))
            .Descendants("Using")
            .Select(u => (string)u.Attribute("Include")!));
        var compilation = CSharpCompilation.Create(
            "app",
            [
                CSharpSyntaxTree.ParseText(string.Concat(usings.Select(u => $"global using {u};\n")), options),
                .. sources.Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), options, f)),
            ],
            Frameworks,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        var output = Directory.CreateDirectory(Path.Combine(folder, "out")).FullName;
        var result = compilation.Emit(Path.Combine(output, "app.dll"));
        File.WriteAllText(Path.Combine(output, "app.runtimeconfig.json"), RuntimeConfig);
        var web = Path.Combine(folder, "web");
        foreach (var file in Directory.EnumerateFiles(web, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(output, "web", Path.GetRelativePath(web, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        // Warnings too: a product shall be clean.
        return [.. result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString())];
    }
}
