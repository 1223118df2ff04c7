using Factory.Domain.Configuration;

namespace Factory.Configuration.Reload;

/// <summary>A configuration and what its files held just before they were read.</summary>
public sealed record LoadedConfig(FactoryConfig Config, ConfigFingerprint Files);
