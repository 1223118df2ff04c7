using System.Net;
using System.Net.Sockets;
using Factory.Domain.Durability;
using Factory.Grains.Placement;
using Factory.Silo.Configuration;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Streams;

namespace Factory.Silo.Hosting;

/// <summary>The grains' host of this build: Microsoft Orleans. Its counterpart is <c>GrainHosting.Embedded.cs</c>.</summary>
internal static class GrainHosting
{
    /// <summary>The engine's name, for users to read.</summary>
    public const string Engine = "orleans";

    // Rows and reminders belong to a service id: changing it loses them.
    private const string Service = "agentic-factory";

    // The name by which Orleans knows Npgsql.
    private const string PostgreSql = "Npgsql";

    // Each queue is polled, so fewer queues idle cheaper; each holds 16,384 wake-ups and refuses more, which then wait in the store.
    private const int WakeUpQueues = 4;

    /// <summary>Hosts the grains in this process: alone on this machine, or as a member of a cluster over PostgreSQL.</summary>
    /// <remarks>Grain state goes through the factory's own store on this engine, too.</remarks>
    public static WebApplicationBuilder AddGrains(this WebApplicationBuilder builder, SiloSettings settings)
    {
        builder.UseOrleans(silo =>
        {
            if (settings.Cluster is { } cluster)
            {
                silo.Join(cluster);
            }
            else
            {
                silo.StandAlone();
            }

            silo.UseSiloMetadata(Metadata(settings));
            silo.AddMemoryStreams(WakeUps.Provider, streams =>
            {
                streams.ConfigurePartitioning(WakeUpQueues);
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            });
        });
        if (settings.Cluster is { IsHome: true })
        {
            builder.Services.AddHostedService<HomeSiloReadiness>();
        }

        return builder;
    }

    private static void StandAlone(this ISiloBuilder silo)
    {
        var (siloPort, gatewayPort) = FreePorts();
        silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: Service, clusterId: Service);
        silo.Services.AddPlacementFilter<OnHomeSilo, OnlySiloDirector>(ServiceLifetime.Transient);
        silo.AddReminders();
        silo.Services.AddSingleton<IReminderTable, StoredReminderTable>();
    }

    private static void Join(this ISiloBuilder silo, ClusterConfig cluster)
    {
        silo.Services.AddPlacementFilter<OnHomeSilo, HomeSiloDirector>(ServiceLifetime.Transient);
        silo.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = Service;
            options.ClusterId = cluster.Id;
        });
        silo.ConfigureEndpoints(cluster.Address, cluster.SiloPort, cluster.GatewayPort);
        silo.UseAdoNetClustering(options =>
        {
            options.Invariant = PostgreSql;
            options.ConnectionString = cluster.Connection;
        });
        silo.UseAdoNetReminderService(options =>
        {
            options.Invariant = PostgreSql;
            options.ConnectionString = cluster.Connection;
        });
    }

    private static Dictionary<string, string> Metadata(SiloSettings settings)
    {
        var metadata = new Dictionary<string, string>(settings.Labels);
        if (settings.Cluster is { IsHome: true })
        {
            metadata[HomeSilo.Label] = "true";
        }

        return metadata;
    }

    // Both at once, or the second could be the first again.
    private static (int Silo, int Gateway) FreePorts()
    {
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }
}
