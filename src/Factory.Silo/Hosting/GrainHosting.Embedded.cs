using Factory.Domain.Durability;
using Factory.Engine.Hosting;
using Factory.Engine.Reminders;
using Factory.Grains.Tasks;

namespace Factory.Silo.Hosting;

/// <summary>The grains' host of this build: the embedded engine. Its counterpart is <c>GrainHosting.Orleans.cs</c>.</summary>
internal static class GrainHosting
{
    /// <summary>The engine's name, for users to read.</summary>
    public const string Engine = "embedded";

    /// <summary>Hosts the grains in this process.</summary>
    public static WebApplicationBuilder AddGrains(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IReminderTable, SqliteReminderTable>();
        builder.Services.AddEmbeddedEngine(engine =>
        {
            engine.GrainAssemblies.Add(typeof(TaskGrain).Assembly);
            engine.StreamProviders.Add(WakeUps.Provider);
        });
        return builder;
    }
}
