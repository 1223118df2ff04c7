using System.Globalization;
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
/// Serves a product on its own loopback port. Versions are exchanged without a gap. Only requests to the host name
/// <c>NAME.localhost</c> reach the product: cookies are not bound to a port, so under <c>localhost</c> or
/// <c>127.0.0.1</c> a browser would send it those of every other program on this machine, and any other name indicates a
/// DNS rebinding attack.
/// </summary>
/// <remarks>
/// It uses Kestrel without a web application, which would handle the signals of the process, and whose request metrics
/// would be mixed with those of the API.
/// </remarks>
internal sealed partial class ProductHost : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private const int FirstPort = 20_000;
    private const int PortCount = 10_000;
    private const int MaxPortAttempts = 200;

    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly ProductStart _start;
    private readonly ILogger _log;
    private readonly KestrelServer _server;
    private readonly ServiceProvider _services;
    private volatile DrainableVersion? _current;

    private ProductHost(string name, int port, ProductStart start, TimeProvider time, ILogger log)
    {
        (_name, _start, _time, _log) = (name, start, time, log);
        Port = port;
        _services = new ServiceCollection().AddLogging()
            .AddSingleton<IWebHostEnvironment>(new ProductHostEnvironment(name))
            .BuildServiceProvider();
        var options = new KestrelServerOptions { ApplicationServices = _services, AddServerHeader = false, AllowAlternateSchemes = true };
        options.Limits.MaxRequestBodySize = null;
        options.ListenLocalhost(port, endpoint => endpoint.UsePriorKnowledge(time));
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>The end of what the served version printed; empty while none is served.</summary>
    public string OutputTail => _current?.OutputTail ?? "";

    /// <summary>True while a version serves.</summary>
    public bool IsServing => _current is not null;

    /// <summary>Why the product does not answer: its start failed, or its program ended; null else.</summary>
    public string? Failure => _current is { } version ? version.Failure : _start.Failure?.Message;

    /// <summary>The address of the product.</summary>
    public string Url => $"http://{_name}.localhost:{Port}/";

    /// <summary>
    /// Starts to listen on the given port, or on another one when it is in use or 0. The first request starts the
    /// product.
    /// </summary>
    /// <param name="name">The product's name.</param>
    /// <param name="port">The port.</param>
    /// <param name="start">Starts the product when it is requested and does not run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="FactoryException"><c>deploy.failed</c>: no port is free.</exception>
    public static async Task<ProductHost> StartAsync(
        string name,
        int port,
        ProductStart start,
        TimeProvider time,
        ILogger log,
        CancellationToken cancellationToken)
    {
        // Below the range of ephemeral ports, and derived from the name, so that bookmarks stay valid.
        var first = name.Aggregate(17, (hash, c) => ((hash * 31) + c) & 0x7FFFFFF) % PortCount;
        var candidates = Enumerable.Range(0, MaxPortAttempts).Select(i => FirstPort + ((first + i) % PortCount));
        foreach (var candidate in port == 0 ? candidates : candidates.Prepend(port))
        {
            var host = new ProductHost(name, candidate, start, time, log);
            try
            {
                await host._server.StartAsync(host, cancellationToken);
                return host;
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // In use: try the next one.
                await host.DisposeAsync();
            }
        }

        throw new FactoryException(
            ErrorCodes.DeployFailed,
            $"No port from {FirstPort} to {FirstPort + PortCount - 1} is free for {name}.",
            "End programs that listen on these ports.");
    }

    /// <summary>
    /// Serves another version from the next request on; the previous one ends after its last request.
    /// </summary>
    public async Task SwitchAsync(IRunningVersion? version)
    {
        var before = _current;
        _start.Record(null);
        _current = version is null ? null : new DrainableVersion(version, BuildPipeline(version), _time);
        try
        {
            await (before?.DrainAsync() ?? Task.CompletedTask);
        }
        catch (Exception exception)
        {
            // The new version is serving already and must not fail because the previous one could not be ended.
            LogNotEnded(exception, _name);
        }
    }

    /// <summary>True when the product's program has not been used for that long.</summary>
    public bool IsIdle(TimeSpan idle) => _current?.IsIdle(idle) == true;

    /// <summary>Records why the product could not be started; a request after a while tries again.</summary>
    public void RecordFailure(Problem failure) => _start.Record(failure);

    /// <summary>Ends the product's program if it is idle; returns whether it was.</summary>
    /// <remarks>Not while the version is exchanged.</remarks>
    public async Task<bool> TrySleepAsync(TimeSpan idle)
    {
        if (_current is not { } version || !version.TryRetire(idle))
        {
            return false;
        }

        await SwitchAsync(null);
        return true;
    }

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // The feature collection belongs to the server.
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(HttpContext context)
    {
        if (!string.Equals(context.Request.Host.Host, _name + ".localhost", StringComparison.OrdinalIgnoreCase))
        {
            await RefuseAsync(context);
            return;
        }

        while (true)
        {
            // The version may retire between the read and the entry; the next round finds its successor, or starts it.
            if (_current is { } version && await version.TryHandleAsync(context))
            {
                return;
            }

            if (_current is null && await _start.RunAsync().WaitAsync(context.RequestAborted) is not null)
            {
                await WriteUnavailableAsync(context);
                return;
            }
        }
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

    // Without the reason, which can contain output of the program and paths: it is for the operator, not for visitors.
    private Task WriteUnavailableAsync(HttpContext context)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(_start.RetryAfter.TotalSeconds));
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return context.Response.WriteAsync(
            $"{_name} could not be started. The next attempt is possible in {seconds} s. For its operator: factory product show {_name}");
    }

    private RequestDelegate BuildPipeline(IRunningVersion version)
    {
        var app = new ApplicationBuilder(_services);
        version.Configure(app);
        return app.Build();
    }

    // Another name of this machine is redirected to the product's own. The product itself is not involved, so that it
    // never sees the cookies of the other name.
    private Task RefuseAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
            && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = Url + request.Path.ToUriComponent().TrimStart('/') + request.QueryString.ToUriComponent();
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return context.Response.WriteAsync($"This product answers at {Url}");
    }
}
