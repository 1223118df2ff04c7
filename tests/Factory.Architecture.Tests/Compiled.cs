using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Factory.Architecture.Tests;

/// <summary>
/// The references of a compiled assembly, read from its metadata, which contains what a text search cannot find.
/// </summary>
internal static class Compiled
{
    /// <summary>Names of the assemblies it refers to.</summary>
    public static IReadOnlyList<string> Assemblies(string assembly)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        using var file = new PEReader(stream);
        var reader = file.GetMetadataReader();
        return [.. reader.AssemblyReferences.Select(h => reader.GetString(reader.GetAssemblyReference(h).Name))
            .Distinct()
            .Order(StringComparer.Ordinal)];
    }
}
