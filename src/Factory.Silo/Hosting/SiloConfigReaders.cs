using Factory.Configuration;
using Factory.Providers.Models;

namespace Factory.Silo.Hosting;

/// <summary>Creates the configuration reader of a silo.</summary>
internal static class SiloConfigReaders
{
    private static readonly ConfigContext Context = new()
    {
        GetEnvironmentVariable = Environment.GetEnvironmentVariable,
        Targets = ["local"],
        SelectModels = (catalogue, problem) => ModelSelection.Apply(catalogue, Environment.GetEnvironmentVariable, problem),
    };

    /// <summary>A reader of the configuration folder that the options name.</summary>
    public static ConfigReader CreateReader(SiloOptions options) =>
        new(ConfigFolder.Resolve(options.ConfigFolder, Environment.GetEnvironmentVariable), Context);
}
