using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Factory.Engine.Tests.Dialect;

/// <summary>Reads the public types of an assembly from its metadata, without loading it.</summary>
internal static class ApiReader
{
    private static readonly ApiNames Names = new();

    public static IReadOnlyDictionary<string, ApiType> ReadAssembly(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        return reader.TypeDefinitions
            .Select(reader.GetTypeDefinition)
            .Where(type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
            .Select(type => new ApiType(ApiNames.Full(reader, type.Namespace, type.Name), Members(reader, type)))
            .ToDictionary(type => type.Name);
    }

    /// <summary>Reads the stored list of members.</summary>
    public static IReadOnlyDictionary<string, ApiType> ReadList(TextReader list)
    {
        var types = new Dictionary<string, HashSet<string>>();
        var current = new HashSet<string>();
        foreach (var line in list.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == ' ')
            {
                current.Add(line.Trim());
            }
            else
            {
                types[line.Split(' ')[0]] = current = [];
            }
        }

        return types.ToDictionary(type => type.Key, type => new ApiType(type.Key, type.Value));
    }

    private static HashSet<string> Members(MetadataReader reader, TypeDefinition type)
    {
        var ofType = Parameters(reader, type.GetGenericParameters());
        var members = new HashSet<string>();
        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition).Where(method => IsVisible(method.Attributes)))
        {
            var name = reader.GetString(method.Name);
            if (name == ".ctor" || ((method.Attributes & MethodAttributes.SpecialName) == 0 && name[0] != '<'))
            {
                members.Add(Describe(reader, method, name, ofType));
            }
        }

        foreach (var property in type.GetProperties().Select(reader.GetPropertyDefinition))
        {
            var getter = property.GetAccessors().Getter;
            if (!getter.IsNil && IsVisible(reader.GetMethodDefinition(getter).Attributes))
            {
                members.Add($"{property.DecodeSignature(Names, new(ofType, [])).ReturnType} {reader.GetString(property.Name)}");
            }
        }

        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition).Where(field => (field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public))
        {
            members.Add($"{field.DecodeSignature(Names, new(ofType, []))} {reader.GetString(field.Name)}");
        }

        return members;
    }

    private static string Describe(MetadataReader reader, MethodDefinition method, string name, IReadOnlyList<string> ofType)
    {
        var ofMethod = Parameters(reader, method.GetGenericParameters());
        var signature = method.DecodeSignature(Names, new(ofType, ofMethod));
        var generics = ofMethod.Count > 0 ? $"[{string.Join(',', ofMethod)}]" : string.Empty;
        return $"{signature.ReturnType} {name}{generics}({string.Join(", ", signature.ParameterTypes)})";
    }

    private static IReadOnlyList<string> Parameters(MetadataReader reader, GenericParameterHandleCollection handles) =>
        [.. handles.Select(handle => reader.GetString(reader.GetGenericParameter(handle).Name))];

    private static bool IsVisible(MethodAttributes attributes) =>
        (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;
}
