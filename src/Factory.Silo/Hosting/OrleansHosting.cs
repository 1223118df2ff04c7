using System.Net;
using System.Net.Sockets;
using Factory.Configuration.Silos;
using Factory.Domain.Outbox;
using Factory.Grains.Placement;
using Factory.Silo.Diagnostics;
using Factory.Silo.Telemetry;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Streams;

namespace Factory.Silo.Hosting;

/// <summary>
/// Hosts the grains on Microsoft Orleans: as a single silo, or as a member of a cluster over PostgreSQL.
/// </summary>
internal static class OrleansHosting
{
    // Orleans stores its rows under the service id: with another one they are not found.
    private const string ServiceId = "agentic-factory";

    // Orleans' invariant name for Npgsql.
    private const string NpgsqlInvariant = "Npgsql";

    // Each queue of a memory stream is polled by a grain call; one is enough for one machine. It holds 16,384 events
    // and rejects more, which then wait in the outbox.
    private const int SingleSiloQueues = 1;
    private const int ClusterQueues = 4;

    // Orleans' default of 100 ms would add up: a task takes several messages.
    private static readonly TimeSpan StreamPollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Adds the silo.</summary>
    /// <remarks>Grain state is stored by the factory's own storage provider.</remarks>
    public static IHostApplicationBuilder AddGrains(this IHostApplicationBuilder builder, SiloSettings settings)
    {
        builder.Services.AddSingleton<GrainCallFilter>();
        builder.Services.AddSingleton<OrleansCounters>();
        builder.Services.AddSingleton<IGrainStatistics, GrainStatistics>();
        builder.UseOrleans(silo =>
        {
            if (settings.Cluster is { } cluster)
            {
                silo.UseCluster(cluster);
            }
            else
            {
                silo.UseSingleSilo();
            }

            if (OtlpEndpoints.Read(builder.Configuration).Traces is not null)
            {
                // Only when traces are exported: it costs time in each call.
                silo.AddActivityPropagation();
            }

            silo.UseSiloMetadata(Metadata(settings));
            silo.AddFactoryDashboard();
            silo.Services.AddSingleton<IIncomingGrainCallFilter>(services => services.GetRequiredService<GrainCallFilter>());
            silo.AddMemoryStreams(OutboxStreams.StreamProvider, streams =>
            {
                streams.ConfigurePartitioning(settings.Cluster is null ? SingleSiloQueues : ClusterQueues);
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = StreamPollInterval));
            });
        });
        if (settings.Cluster is { IsPrimary: true })
        {
            builder.Services.AddHostedService<PrimarySiloReadiness>();
        }

        return builder;
    }

    // A single silo has no clients: its gateway is off (port 0). The silo port cannot be switched off, so TLS accepts
    // only the silo's own certificate.
    private static void UseSingleSilo(this ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, serviceId: ServiceId, clusterId: ServiceId);
        silo.UsePinnedCertificate(SiloCertificate.Create());
        silo.Services.AddPlacementFilter<PrimarySiloFilter, SingleSiloDirector>(ServiceLifetime.Transient);
    }

    private static void UseCluster(this ISiloBuilder silo, ClusterConfig cluster)
    {
        silo.Services.AddPlacementFilter<PrimarySiloFilter, PrimarySiloDirector>(ServiceLifetime.Transient);
        silo.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = ServiceId;
            options.ClusterId = cluster.Id;
        });
        silo.ConfigureEndpoints(cluster.Address, cluster.SiloPort, cluster.GatewayPort);
        silo.UseAdoNetClustering(options =>
        {
            options.Invariant = NpgsqlInvariant;
            options.ConnectionString = cluster.ConnectionString;
        });
    }

    private static Dictionary<string, string> Metadata(SiloSettings settings)
    {
        var metadata = new Dictionary<string, string>(settings.Labels);
        if (settings.Cluster is { IsPrimary: true })
        {
            metadata[PrimarySilo.Label] = "true";
        }

        return metadata;
    }

    private static int FreePort()
    {
        // Not port 0: the port is a part of the silo's address, which Orleans fixes before it listens. Another program
        // may take the port in between; the start then fails.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
