using Factory.Domain.Durability;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Factory.Silo.Hosting;

/// <summary>The grains' host of this build: Microsoft Orleans. Its counterpart is <c>GrainHosting.Embedded.cs</c>.</summary>
internal static class GrainHosting
{
    /// <summary>The engine's name, for users to read.</summary>
    public const string Engine = "orleans";

    private const string Service = "agentic-factory";

    /// <summary>Hosts the grains in this process, as a cluster of one on this machine.</summary>
    /// <remarks>Grain state goes through the factory's own store on this engine, too. Reminders are kept in memory until there is clustering over a database.</remarks>
    public static WebApplicationBuilder AddGrains(this WebApplicationBuilder builder)
    {
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: FreePort(), serviceId: Service, clusterId: Service);
            silo.Configure<ClusterOptions>(cluster => cluster.ServiceId = Service);
            silo.AddMemoryStreams(WakeUps.Provider);
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.UseInMemoryReminderService();
        });
        return builder;
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
