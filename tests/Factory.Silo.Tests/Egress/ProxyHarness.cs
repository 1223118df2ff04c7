using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Factory.Contracts.Ids;
using Factory.Domain.Agents;
using Factory.Domain.Configuration;
using Factory.Domain.Egress;
using Factory.Domain.Sandbox;
using Factory.Domain.Secrets;
using Factory.Silo.Egress;
using Factory.Silo.Secrets;
using Factory.TestKit.Builders;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Factory.Silo.Tests.Egress;

/// <summary>The proxy of an attempt at its socket, names that resolve as told, and a server of the internet on loopback.</summary>
internal sealed class ProxyHarness : IAsyncDisposable
{
    public const string Host = "api.example.org";
    public const string SecretValue = "cf-secret/value+0123456789";

    private static readonly AttemptId Attempt = AttemptId.Parse("attempt-1");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("egress-");
    private readonly ServiceProvider _services;

    private ProxyHarness(StandIn server, EgressOptions options)
    {
        Server = server;
        Secrets = new SecretStore(
            Path.Combine(_folder.FullName, "secrets.json"),
            Path.Combine(_folder.FullName, "keys"),
            new SecretRedactor([]));
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new FactoryPaths(_folder.FullName))
            .AddSingleton<ISecretStore>(Secrets)
            .AddSingleton(Substitute.For<ITemporaryFolders>())
            .AddSingleton<IHostResolver>(Resolver)
            .AddSingleton(options with { TrustedRoots = [server.Certificate] })
            .AddFactoryEgress()
            .BuildServiceProvider();
    }

    public StandIn Server { get; }

    public SecretStore Secrets { get; }

    public FakeResolver Resolver { get; } = new();

    public ConcurrentQueue<EgressRequest> Requests { get; } = [];

    /// <summary>Full path of the data folder.</summary>
    public string Data => _folder.FullName;

    public IEgressProxy Proxy { get; private set; } = null!;

    /// <summary>Starts a proxy for an agent that may reach <see cref="Host"/>, which is the stand-in, on both of its ports.</summary>
    /// <param name="egress">Further lines; <c>{http}</c> and <c>{https}</c> stand for the ports.</param>
    /// <param name="withSecret">True to set a secret for the host.</param>
    /// <param name="options">The limits; null for the defaults with the host at a private address.</param>
    public static async Task<ProxyHarness> StartAsync(
        string[]? egress = null,
        bool withSecret = false,
        EgressOptions? options = null)
    {
        var server = await StandIn.StartAsync(Host);
        var harness = new ProxyHarness(server, options ?? new EgressOptions { PrivateHosts = [Host] });
        harness.Resolver.Add(Host, "127.0.0.1");
        string[] lines = [$"{Host}:{server.HttpPort}", $"{Host}:{server.HttpsPort}", .. egress ?? []];
        var agent = Given.Agent("rex") with
        {
            Egress =
            [
                .. lines.Select(line => line
                    .Replace("{http}", $"{server.HttpPort}", StringComparison.Ordinal)
                    .Replace("{https}", $"{server.HttpsPort}", StringComparison.Ordinal)),
            ],
        };
        if (withSecret)
        {
            harness.SetSecret("CF_TOKEN", SecretValue, agent);
        }

        harness.Proxy = (await harness.StartProxyAsync(agent))!;
        return harness;
    }

    public void SetSecret(string name, string value, AgentDefinition agent)
    {
        var secret = SecretRules.Read(name, [agent.Id.Value], [$"{Host}:{Server.HttpsPort}"], null, [agent], default).Value!;
        Secrets.Set(secret, value).ShouldBeNull();
    }

    public Task<IEgressProxy?> StartProxyAsync(AgentDefinition agent) =>
        _services.GetRequiredService<IEgressProxies>().StartAsync(Attempt, agent, Requests.Enqueue, CancellationToken.None);

    /// <summary>A client that goes through the proxy and trusts what its sandbox would.</summary>
    public HttpClient Client(bool trustsServer = false) => new(new SocketsHttpHandler
    {
        Proxy = new WebProxy("http://127.0.0.1:41001"),
        ConnectCallback = async (_, cancel) => new NetworkStream(await ConnectAsync(cancel), ownsSocket: true),
        SslOptions = new()
        {
            CertificateChainPolicy = trustsServer ? Trusting([Server.Certificate]) : Trust(),
        },
    });

    /// <summary>What the attempt's sandbox trusts.</summary>
    public X509ChainPolicy Trust() => Trusting(ReadBundle());

    /// <summary>Sends bytes to the proxy and returns everything that it answers until it ends the connection.</summary>
    public async Task<string> SendAsync(string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var socket = await ConnectAsync(limit.Token);
        await socket.SendAsync(Encoding.Latin1.GetBytes(text), limit.Token);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await socket.ReceiveAsync(buffer, limit.Token)) > 0;)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // Ended by the proxy without reading the rest.
        }

        return answer.ToString();
    }

    public async Task<Socket> ConnectAsync(CancellationToken cancellationToken = default)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Proxy.SocketPath), cancellationToken);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await _services.DisposeAsync();
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private X509Certificate2Collection ReadBundle()
    {
        var bundle = new X509Certificate2Collection();
        if (Proxy.CertificateBundle is { } path)
        {
            bundle.ImportFromPemFile(path);
        }

        return bundle;
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
