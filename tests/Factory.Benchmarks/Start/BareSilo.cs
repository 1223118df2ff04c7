using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Factory.TestKit.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Streams;

namespace Factory.Benchmarks.Start;

/// <summary>
/// What the start is held against: a host with Orleans, the options that the factory gives it, one grain, and nothing
/// else.
/// </summary>
internal static class BareSilo
{
    /// <value>What it prints when its first grain call was answered.</value>
    public const string Ready = "ready";

    /// <summary>The command that runs it in a process of its own.</summary>
    public static Command Command()
    {
        var command = new Command("bare-silo", "The silo that 'start' measures against; it starts it itself") { Hidden = true };
        command.SetAction((_, stop) => RunAsync(stop));
        return command;
    }

    private static async Task RunAsync(CancellationToken stop)
    {
        using var certificate = Certificate();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort.Find(), gatewayPort: 0)
            .UseTls(certificate, tls => tls.RemoteCertificateValidation = (_, _, _) => true)
            .AddMemoryStreams("events", streams =>
            {
                streams.ConfigurePartitioning(1);
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.ConfigurePullingAgent(agent =>
                    agent.Configure(options => options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(10)));
            }));
        using var host = builder.Build();
        await host.StartAsync(stop);
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IPingGrain>("ping-1").Ping();
        await Console.Out.WriteLineAsync(Ready);
        await host.WaitForShutdownAsync(stop);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=bare-silo", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1));
    }
}
