using Factory.Configuration;
using Factory.Providers.Models;

namespace Factory.Silo.Hosting;

/// <summary>The configuration that a silo with these options works with.</summary>
internal static class SiloConfigReaders
{
    private static readonly ConfigContext Context = new()
    {
        GetEnvironmentVariable = Environment.GetEnvironmentVariable,
        Targets = ["local"],
        SelectModels = (catalogue, problem) => ModelSelection.Apply(catalogue, Environment.GetEnvironmentVariable, problem),
    };

    /// <summary>Reads its folder.</summary>
    public static ConfigReader CreateReader(SiloOptions options) => new(ConfigFolder.Resolve(options.ConfigFolder, Environment.GetEnvironmentVariable), Context);
}
