namespace Factory.Domain.Configuration;

/// <summary>A configuration that never changes: for hosts that do not reload.</summary>
public sealed class StaticConfigSource(FactoryConfig config) : IConfigSource
{
    /// <inheritdoc/>
    public FactoryConfig Current => config;
}
