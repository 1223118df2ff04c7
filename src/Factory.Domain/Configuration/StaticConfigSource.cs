namespace Factory.Domain.Configuration;

/// <summary>A configuration that never changes, for hosts without reload.</summary>
/// <param name="config">The configuration.</param>
public sealed class StaticConfigSource(FactoryConfig config) : IConfigSource
{
    /// <inheritdoc/>
    public FactoryConfig Current => config;
}
