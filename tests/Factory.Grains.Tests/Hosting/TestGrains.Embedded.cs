using Factory.Domain.Durability;
using Factory.Engine.Hosting;
using Factory.Grains.Tasks;
using Microsoft.Extensions.Hosting;

namespace Factory.Grains.Tests.Hosting;

/// <summary>Hosts the grains under test on the embedded engine.</summary>
internal static class TestGrains
{
    public static void AddGrains(this HostApplicationBuilder builder) => builder.Services.AddEmbeddedEngine(engine =>
    {
        engine.GrainAssemblies.Add(typeof(TaskGrain).Assembly);
        engine.StreamProviders.Add(WakeUps.Provider);
    });
}
