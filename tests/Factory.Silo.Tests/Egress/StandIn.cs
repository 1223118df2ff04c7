using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Factory.Silo.Tests.Egress;

/// <summary>A server of the internet, on loopback: records requests and answers as told.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandIn(WebApplication app, X509Certificate2 certificate) => (_app, Certificate) = (app, certificate);

    /// <summary>Signed by itself.</summary>
    public X509Certificate2 Certificate { get; }

    public int HttpPort { get; private set; }

    public int HttpsPort { get; private set; }

    public ConcurrentQueue<(string Target, string Headers)> Requests { get; } = [];

    public Func<HttpContext, Task> Answer { get; set; } = context => context.Response.WriteAsync("hello");

    /// <summary>Starts a server.</summary>
    /// <param name="host">The name in its certificate.</param>
    public static async Task<StandIn> StartAsync(string host)
    {
        var certificate = Issue(host);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        var app = builder.Build();
        var server = new StandIn(app, certificate);
        app.Run(server.RunAsync);
        await app.StartAsync();
        var ports = app.Urls.Select(url => new Uri(url)).ToList();
        server.HttpPort = ports.Single(u => u.Scheme == "http").Port;
        server.HttpsPort = ports.Single(u => u.Scheme == "https").Port;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Certificate.Dispose();
    }

    private Task RunAsync(HttpContext context)
    {
        var headers = string.Join("\n", context.Request.Headers.Select(h => $"{h.Key}: {h.Value}"));
        Requests.Enqueue((context.Features.Get<IHttpRequestFeature>()!.RawTarget, headers));
        return Answer(context);
    }

    private static X509Certificate2 Issue(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
