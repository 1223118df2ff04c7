using System.Net.Sockets;
using Factory.Contracts.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Factory.Deployments.Local;

/// <summary>
/// A product's own port on the loopback interface. Versions are changed underneath it without a gap. Only the host name <c>localhost</c> (and
/// <c>NAME.localhost</c>) is answered: cookies do not know ports, so under the API's <c>127.0.0.1</c> a browser would hand the factory's to the product, and any other name
/// is somebody's attempt to reach it through a rebound domain.
/// </summary>
/// <remarks>
/// Kestrel alone, not a web application: that one would take the process's signals for itself, and its request metrics would be counted with the API's.
/// </remarks>
internal sealed partial class ProductHost : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private const int FirstPort = 20_000;
    private const int PortCount = 10_000;
    private const int MaxPortAttempts = 200;

    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly KestrelServer _server;
    private readonly ServiceProvider _services;
    private volatile DrainableVersion? _current;

    private ProductHost(string name, int port, TimeProvider time, ILogger log)
    {
        (_name, _time, _log) = (name, time, log);
        Port = port;
        _services = new ServiceCollection().AddLogging().AddSingleton<IWebHostEnvironment>(new ProductHostEnvironment(name)).BuildServiceProvider();
        var options = new KestrelServerOptions { ApplicationServices = _services, AddServerHeader = false, AllowAlternateSchemes = true };
        options.Limits.MaxRequestBodySize = null;
        options.ListenLocalhost(port, endpoint => endpoint.UsePriorKnowledge(time));
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Where it answers.</summary>
    public string Url => $"http://localhost:{Port}/";

    /// <summary>Starts on the product's port, or on another one when that is taken or 0.</summary>
    /// <exception cref="FactoryException"><c>deploy.failed</c> when no port is free.</exception>
    public static async Task<ProductHost> StartAsync(string name, int port, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        // Below the range from which the system hands out ports, and the same for the same name: bookmarks keep working.
        var first = name.Aggregate(17, (hash, c) => ((hash * 31) + c) & 0x7FFFFFF) % PortCount;
        var candidates = Enumerable.Range(0, MaxPortAttempts).Select(i => FirstPort + ((first + i) % PortCount));
        foreach (var candidate in port == 0 ? candidates : candidates.Prepend(port))
        {
            var host = new ProductHost(name, candidate, time, log);
            try
            {
                await host._server.StartAsync(host, cancellationToken);
                return host;
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // Taken: the next one.
                await host.DisposeAsync();
            }
        }

        throw new FactoryException(ErrorCodes.DeployFailed, $"No port from {FirstPort} to {FirstPort + PortCount - 1} is free for {name}.", "End programs that listen there.");
    }

    /// <summary>Serves another version from the next request on; the one before is ended when its last request is done.</summary>
    public async Task SwitchAsync(IRunningVersion? version)
    {
        var before = _current;
        _current = version is null ? null : new DrainableVersion(version, BuildPipeline(version), _time);
        try
        {
            await (before?.DrainAsync() ?? Task.CompletedTask);
        }
        catch (Exception exception)
        {
            // The other one serves by now, and must not be ended over what the one before left behind.
            LogNotEnded(exception, _name);
        }
    }

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing in it is ours.
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(HttpContext context)
    {
        if (!IsAllowedHost(context.Request.Host.Host))
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            await context.Response.WriteAsync($"This product answers at {Url}");
            return;
        }

        // The version may retire between reading and entering it: the next look finds its successor.
        for (var version = _current; version is not null; version = _current)
        {
            if (await version.TryHandleAsync(context))
            {
                return;
            }
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsync("No version of this product is running.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await SwitchAsync(null);
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        _server.Dispose();
        await _services.DisposeAsync();
    }

    private RequestDelegate BuildPipeline(IRunningVersion version)
    {
        var app = new ApplicationBuilder(_services);
        version.Configure(app);
        return app.Build();
    }

    private bool IsAllowedHost(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || string.Equals(host, _name + ".localhost", StringComparison.OrdinalIgnoreCase);
}
