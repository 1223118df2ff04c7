using Factory.Domain.Configuration;

namespace Factory.Configuration.Reload;

/// <summary>A configuration, and the fingerprint of its files from just before they were read.</summary>
public sealed record LoadedConfig(FactoryConfig Config, ConfigFingerprint Files);
