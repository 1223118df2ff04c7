using Factory.Contracts.Errors;
using Factory.Domain.Models;
using Factory.Models.Catalogue;
using Factory.Silo.Configuration;
using Factory.Silo.Configuration.Reload;

namespace Factory.Silo.Hosting;

/// <summary>The configuration that a silo with these options works with.</summary>
internal static class SiloConfig
{
    private static readonly string[] Targets = ["local"];

    /// <summary>Full path of the configuration folder.</summary>
    public static string FolderOf(SiloOptions options) => ConfigFolder.Resolve(options.ConfigFolder, Environment.GetEnvironmentVariable);

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="FactoryException"><c>config.invalid</c> with every problem of every file.</exception>
    public static LoadedConfig Read(SiloOptions options)
    {
        var folder = FolderOf(options);
        var files = ConfigFingerprint.Of(folder);
        return new LoadedConfig(ConfigLoader.Load(folder, ReadCatalogue, Targets), files);
    }

    /// <summary>Reads and checks it; what is wrong is in the result.</summary>
    public static ConfigResult Check(SiloOptions options) => ConfigLoader.Check(FolderOf(options), ReadCatalogue, Targets);

    /// <summary>What this one silo is: <c>silo.yaml</c>, which may be missing.</summary>
    /// <exception cref="FactoryException"><c>config.invalid</c> with every problem of the file.</exception>
    public static SiloSettings ReadSettings(SiloOptions options) => SiloFileReader.Load(FolderOf(options), Environment.GetEnvironmentVariable);

    private static ModelCatalogue ReadCatalogue(string path) => ModelCatalogueFile.Load(path, Environment.GetEnvironmentVariable).OrThrow();
}
