namespace Factory.Engine.Manifest;

/// <summary>The grains of one assembly; generated.</summary>
public interface IGrainManifest
{
    IReadOnlyList<GrainInterfaceEntry> Interfaces { get; }

    IReadOnlyList<GrainClassEntry> Classes { get; }
}
