using System.Net;
using System.Text;
using Factory.Domain.Attempts;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.TestKit.Builders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Gateway.Tests.Support;

/// <summary>A gateway on loopback in front of one fake provider, with a client.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHost(WebApplication app, FakeUpstream upstream)
    {
        (_app, Upstream) = (app, upstream);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(Url + "/"),
            Timeout = TimeSpan.FromSeconds(60)
        };
        Client.DefaultRequestHeaders.Add("Authorization", "Bearer " + FakeKeys.Good);
    }

    public string Url => _app.Urls.First() + GatewayServiceCollectionExtensions.Prefix;

    public HttpClient Client { get; }

    public FakeUpstream Upstream { get; }

    public FakeMeter Meter => (FakeMeter)_app.Services.GetRequiredService<IMeter>();

    public FakeAttempts Attempts => (FakeAttempts)_app.Services.GetRequiredService<IAttemptRunner>();

    public FakeLimiters Limiters => (FakeLimiters)_app.Services.GetRequiredService<IProviderLimiters>();

    public FakeKeys Keys => (FakeKeys)_app.Services.GetRequiredService<IVirtualKeyStore>();

    public FakeEndpoints Endpoints => (FakeEndpoints)_app.Services.GetRequiredService<IProviderEndpoints>();

    /// <summary>Present only when it was requested.</summary>
    public FakeTimeProvider Time => (FakeTimeProvider)_app.Services.GetRequiredService<TimeProvider>();

    /// <summary>A provider 'lab' that serves these APIs; all that clients use by default.</summary>
    public static async Task<GatewayHost> StartAsync(
        Func<UpstreamRequest, Task> script,
        IReadOnlyList<ModelApi>? apis = null,
        bool manualTime = false,
        string[]? quirks = null,
        Action<GatewayOptions>? configure = null)
    {
        var upstream = await FakeUpstream.StartAsync(script);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var services = builder.Services;
        services.AddSingleton<IMeter>(new FakeMeter());
        services.AddSingleton<IVirtualKeyStore>(new FakeKeys());
        services.AddSingleton<IAttemptRunner>(new FakeAttempts());
        services.AddSingleton<IProviderLimiters>(new FakeLimiters());
        services.AddSingleton<IProviderEndpoints>(new FakeEndpoints
        {
            Connections = [FakeEndpoints.Provider("lab", upstream.Address, ModelTier.Cheap, apis ?? ModelApis.Clients, quirks ?? [])]
        });
        if (manualTime)
        {
            services.AddSingleton<TimeProvider>(new FakeTimeProvider(Given.Now));
        }

        services.AddFactoryGateway(configure);
        var app = builder.Build();
        app.UseFactoryGateway(_ => null);
        await app.StartAsync();
        return new GatewayHost(app, upstream);
    }

    /// <summary>Posts JSON.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json, bool headOnly = false)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            Url + path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        return Client.SendAsync(request, headOnly ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead);
    }

    /// <summary>As a signal stops the silo.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
