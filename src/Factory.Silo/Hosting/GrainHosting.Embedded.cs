using Factory.Contracts.Errors;
using Factory.Domain.Durability;
using Factory.Engine.Hosting;
using Factory.Engine.Reminders;
using Factory.Grains.Placement;
using Factory.Grains.Tasks;
using Factory.Silo.Configuration;
using Orleans.Placement;

namespace Factory.Silo.Hosting;

/// <summary>The grains' host of this build: the embedded engine. Its counterpart is <c>GrainHosting.Orleans.cs</c>.</summary>
internal static class GrainHosting
{
    /// <summary>The engine's name, for users to read.</summary>
    public const string Engine = "embedded";

    /// <summary>Hosts the grains in this process.</summary>
    /// <exception cref="FactoryException"><c>config.invalid</c> when the settings ask for a cluster: this engine hosts one silo.</exception>
    public static WebApplicationBuilder AddGrains(this WebApplicationBuilder builder, SiloSettings settings)
    {
        if (settings.Cluster is not null)
        {
            throw new FactoryException(
                ErrorCodes.ConfigInvalid,
                $"{SiloFileReader.Name} asks for a cluster, and this build has the embedded engine, which hosts one silo.",
                $"Remove 'cluster' from {SiloFileReader.Name}, or build with -p:GrainEngine=Orleans: docs/guides/orleans.md");
        }

        builder.Services.AddSingleton<IReminderTable, SqliteReminderTable>();
        builder.Services.AddPlacementFilter<OnHomeSilo, OnlySiloDirector>(ServiceLifetime.Transient);
        builder.Services.AddEmbeddedEngine(engine =>
        {
            engine.GrainAssemblies.Add(typeof(TaskGrain).Assembly);
            engine.StreamProviders.Add(WakeUps.Provider);
            foreach (var (name, value) in settings.Labels)
            {
                engine.SiloMetadata[name] = value;
            }
        });
        return builder;
    }
}
