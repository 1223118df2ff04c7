using Factory.Domain.Configuration;

namespace Factory.Configuration.Reload;

/// <summary>The configuration in force, which a reload replaces as a whole.</summary>
public sealed class ConfigMonitor(LoadedConfig initial) : IConfigSource
{
    // One reference to both: a reader never sees the configuration of one load with the file hashes of another.
    private LoadedConfig _loaded = initial;

    /// <inheritdoc/>
    public FactoryConfig Current => Loaded.Config;

    /// <summary>The configuration in force and the files that it was read from.</summary>
    public LoadedConfig Loaded => Volatile.Read(ref _loaded);

    /// <summary>Replaces the configuration; work that holds the old one continues with it.</summary>
    public void Replace(LoadedConfig next) => Volatile.Write(ref _loaded, next);
}
