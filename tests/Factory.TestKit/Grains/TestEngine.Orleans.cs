using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Factory.TestKit.Grains;

/// <summary>The engine under test: Microsoft Orleans, one silo on this machine.</summary>
public static class TestEngine
{
    /// <value>True on Microsoft Orleans.</value>
    public const bool IsOrleans = true;

    /// <summary>Adds the engine. Orleans finds the grains of all loaded assemblies itself.</summary>
    public static void AddTestEngine(this HostApplicationBuilder builder, Action<TestEngineOptions> configure)
    {
        var options = new TestEngineOptions();
        configure(options);
        builder.UseOrleans(silo =>
        {
            var (siloPort, gatewayPort) = FreePorts();
            silo.UseLocalhostClustering(siloPort, gatewayPort);
            silo.UseInMemoryReminderService();
            silo.UseSiloMetadata(options.Labels);
            silo.AddMemoryGrainStorage("PubSubStore");
            options.Stores.ForEach(store => silo.AddMemoryGrainStorage(store));
            options.Streams.ForEach(name => silo.AddMemoryStreams(name));
            if (options.ResponseTimeout is { } limit)
            {
                silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = limit);
                silo.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = limit);
            }

            if (options.CollectionAge is { } age)
            {
                silo.Configure<GrainCollectionOptions>(collection =>
                {
                    collection.CollectionQuantum = age / 2;
                    collection.CollectionAge = age;
                });
            }
        });
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
