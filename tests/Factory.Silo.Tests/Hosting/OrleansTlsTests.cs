using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Factory.Configuration.Silos;
using Factory.Silo.Hosting;
using Factory.TestKit.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Factory.Silo.Tests.Hosting;

/// <summary>Who gets in at the port that Orleans opens.</summary>
/// <remarks>
/// With TLS 1.3 a client's handshake succeeds even when the server then refuses its certificate: the first read tells.
/// Orleans speaks first to peers it lets in.
/// </remarks>
public sealed class OrleansTlsTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly List<IHost> _hosts = [];

    [Fact]
    public async Task SingleSilo_Started_OpensNoGateway()
    {
        var silo = await StartProductAsync();

        silo.Services.GetRequiredService<ILocalSiloDetails>().GatewayAddress.ShouldBeNull();
    }

    [Fact]
    public async Task Connect_PlainTcp_IsRejected()
    {
        using var client = await ConnectAsync(await StartProductAsync());

        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());

        (await IsLetInAsync(client.GetStream())).ShouldBeFalse();
    }

    [Fact]
    public async Task Connect_TlsWithoutCertificate_IsRejected() =>
        (await ComesInAsync(await StartProductAsync(), certificate: null)).ShouldBeFalse();

    [Fact]
    public async Task Connect_OtherCertificate_IsRejected()
    {
        using var other = SiloCertificate.Create();

        (await ComesInAsync(await StartProductAsync(), other)).ShouldBeFalse();
    }

    [Fact]
    public async Task Connect_OwnCertificate_IsAccepted()
    {
        using var own = SiloCertificate.Create();

        (await ComesInAsync(await StartAsync(silo => silo.UsePinnedCertificate(own)), own)).ShouldBeTrue();
    }

    [Fact]
    public async Task Connect_WithoutValidation_AcceptsOtherCertificates()
    {
        using var own = SiloCertificate.Create();
        using var other = SiloCertificate.Create();

        (await ComesInAsync(
            await StartAsync(silo => silo.UseMutualTls(own, _ => true)),
            other)).ShouldBeTrue("or these tests prove nothing about the validation");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    /// <summary>A silo as the product wires it.</summary>
    private Task<IHost> StartProductAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddGrains(SiloSettings.Standalone);
        return StartAsync(builder.Build());
    }

    private Task<IHost> StartAsync(Action<ISiloBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort.Find(), gatewayPort: 0);
            configure(silo);
        });
        return StartAsync(builder.Build());
    }

    private async Task<IHost> StartAsync(IHost host)
    {
        _hosts.Add(host);
        await host.StartAsync();
        return host;
    }

    private static async Task<bool> ComesInAsync(IHost silo, X509Certificate2? certificate)
    {
        using var client = await ConnectAsync(silo);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = SiloCertificate.Name,
                ClientCertificates = certificate is null ? null : [certificate],
                LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
            });
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return false;
        }

        return await IsLetInAsync(tls);
    }

    private static async Task<bool> IsLetInAsync(Stream stream)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return await stream.ReadAsync(new byte[1], limit.Token) > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<TcpClient> ConnectAsync(IHost silo)
    {
        var client = new TcpClient();
        await client.ConnectAsync(silo.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Endpoint);
        return client;
    }
}
