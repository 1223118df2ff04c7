namespace Orleans;

/// <summary>Marks data that crosses a grain boundary. The embedded engine passes it by reference; Orleans generates a serializer.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute
{
    public bool IncludePrimaryConstructorParameters { get; init; }
}
