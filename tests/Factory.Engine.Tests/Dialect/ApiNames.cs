using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Factory.Engine.Tests.Dialect;

/// <summary>Writes types of signatures the way reflection prints them.</summary>
internal sealed class ApiNames : ISignatureTypeProvider<string, ApiNames.Generics>
{
    public string GetPrimitiveType(PrimitiveTypeCode typeCode) =>
        typeCode is PrimitiveTypeCode.String or PrimitiveTypeCode.Object ? $"System.{typeCode}" : typeCode.ToString();

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        return Full(reader, type.Namespace, type.Name);
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        return Full(reader, type.Namespace, type.Name);
    }

    public string GetTypeFromSpecification(MetadataReader reader, Generics genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}[{string.Join(',', typeArguments.Select(InFull))}]";

    /// <summary>Reflection prints primitive types in short, but not as type arguments.</summary>
    private static string InFull(string type) => Enum.TryParse<PrimitiveTypeCode>(type, out _) ? $"System.{type}" : type;

    public string GetGenericTypeParameter(Generics genericContext, int index) => genericContext.OfType[index];

    public string GetGenericMethodParameter(Generics genericContext, int index) => genericContext.OfMethod[index];

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => elementType + " ByRef";

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetFunctionPointerType(MethodSignature<string> signature) => "delegate*";

    public static string Full(MetadataReader reader, StringHandle ns, StringHandle name) =>
        ns.IsNil ? reader.GetString(name) : $"{reader.GetString(ns)}.{reader.GetString(name)}";

    /// <summary>Names of the generic parameters that a signature refers to by number.</summary>
    internal sealed record Generics(IReadOnlyList<string> OfType, IReadOnlyList<string> OfMethod);
}
