using Factory.Domain.Durability;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Factory.Grains.Tests.Hosting;

/// <summary>Hosts the grains under test on Microsoft Orleans.</summary>
internal static class TestGrains
{
    public static void AddGrains(this HostApplicationBuilder builder) => builder.UseOrleans(silo =>
    {
        silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: FreePort());
        silo.AddMemoryStreams(WakeUps.Provider);
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.UseInMemoryReminderService();
    });

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
