namespace Factory.Engine.Manifest;

/// <summary>Points at the generated manifest of an assembly, so that the host finds grains without looking through all types.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class GrainManifestAttribute(Type manifest) : Attribute
{
    /// <summary>An <see cref="IGrainManifest"/> with a public parameterless constructor.</summary>
    public Type Manifest { get; } = manifest;
}
