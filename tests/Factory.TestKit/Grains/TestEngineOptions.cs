using System.Reflection;

namespace Factory.TestKit.Grains;

/// <summary>What a test wants of the engine of this build; <c>AddTestEngine</c> has one implementation for each.</summary>
public sealed class TestEngineOptions
{
    /// <summary>Assemblies with grains.</summary>
    public List<Assembly> Assemblies { get; } = [];

    /// <summary>Stream providers in memory.</summary>
    public List<string> Streams { get; } = [];

    /// <summary>Grain stores in memory.</summary>
    public List<string> Stores { get; } = [];

    /// <summary>What the silo says about itself.</summary>
    public Dictionary<string, string> Labels { get; } = [];

    /// <summary>How long an unused grain lives; null for the engine's default.</summary>
    public TimeSpan? CollectionAge { get; set; }

    /// <summary>When an unanswered call fails, on the engine that has such a limit; null for its default.</summary>
    public TimeSpan? ResponseTimeout { get; set; }
}
