using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Factory.Architecture.Tests;

/// <summary>What a compiled assembly refers to, read from its metadata: this sees calls that no text search finds.</summary>
internal static class Compiled
{
    /// <summary>Names of the assemblies it refers to.</summary>
    public static IReadOnlyList<string> Assemblies(string assembly) =>
        Read(assembly, reader => reader.AssemblyReferences.Select(h => reader.GetString(reader.GetAssemblyReference(h).Name)));

    /// <summary>Full names of the types it refers to.</summary>
    public static IReadOnlyList<string> Types(string assembly) =>
        Read(assembly, reader => reader.TypeReferences.Select(h => Name(reader, h)));

    /// <summary>Members it refers to, as <c>Namespace.Type.Member</c>.</summary>
    public static IReadOnlyList<string> Members(string assembly) =>
        Read(assembly, reader => reader.MemberReferences
            .Select(reader.GetMemberReference)
            .Select(m => $"{Parent(reader, m.Parent)}.{reader.GetString(m.Name)}"));

    private static IReadOnlyList<string> Read(string assembly, Func<MetadataReader, IEnumerable<string>> read)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        using var file = new PEReader(stream);
        return [.. read(file.GetMetadataReader()).Distinct().Order(StringComparer.Ordinal)];
    }

    private static string Parent(MetadataReader reader, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => Name(reader, (TypeReferenceHandle)parent),
        HandleKind.TypeSpecification => Generic(reader, (TypeSpecificationHandle)parent),
        _ => "",
    };

    private static string Name(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    /// <summary>The generic type of an instantiation such as <c>Task&lt;string&gt;</c>: element type, class or value type, then the type's token.</summary>
    private static string Generic(MetadataReader reader, TypeSpecificationHandle handle)
    {
        var blob = reader.GetBlobReader(reader.GetTypeSpecification(handle).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return "";
        }

        blob.ReadCompressedInteger();
        var type = blob.ReadTypeHandle();
        return type.Kind == HandleKind.TypeReference ? Name(reader, (TypeReferenceHandle)type) : "";
    }
}
