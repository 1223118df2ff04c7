using Factory.Domain.Egress;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Factory.Silo.Egress;

/// <summary>The egress proxy of one attempt: a web server of its own on a socket of its own.</summary>
internal sealed class EgressProxy : IEgressProxy
{
    private static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(200);

    private readonly KestrelServer _server;
    private readonly EgressForwarder _forwarder;
    private readonly AttemptCertificates? _certificates;
    private readonly Action _cleanUp;
    private readonly TimeProvider _time;

    private EgressProxy(
        KestrelServer server,
        EgressForwarder forwarder,
        AttemptCertificates? certificates,
        string socketPath,
        Action cleanUp,
        TimeProvider time)
    {
        (_server, _forwarder, _certificates, SocketPath, _cleanUp, _time) = (server, forwarder, certificates, socketPath, cleanUp, time);
    }

    /// <inheritdoc/>
    public string SocketPath { get; }

    /// <inheritdoc/>
    public string? CertificateBundle { get; private init; }

    /// <summary>Starts a proxy.</summary>
    /// <param name="socketPath">Full path of the socket; it must not exist.</param>
    /// <param name="bundle">Full path of the certificates to trust; null when no connection is opened.</param>
    /// <param name="connect">Handles connections.</param>
    /// <param name="forwarder">Handles requests.</param>
    /// <param name="certificates">Disposed with the proxy.</param>
    /// <param name="services">Limits, logging and the clock.</param>
    /// <param name="cleanUp">Deletes the folder.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<EgressProxy> StartAsync(
        string socketPath,
        string? bundle,
        ConnectMiddleware connect,
        EgressForwarder forwarder,
        AttemptCertificates? certificates,
        EgressServices services,
        Action cleanUp,
        CancellationToken cancellationToken)
    {
        var server = new KestrelServer(
            Options.Create(CreateOptions(socketPath, connect, services)),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), services.Logging),
            services.Logging);
        await server.StartAsync(new Application(forwarder), cancellationToken);
        return new EgressProxy(server, forwarder, certificates, socketPath, cleanUp, services.Time) { CertificateBundle = bundle };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // What still runs is aborted: the attempt has ended.
        using var limit = new CancellationTokenSource(StopTime, _time);
        await _server.StopAsync(limit.Token);
        _server.Dispose();
        _forwarder.Dispose();
        _certificates?.Dispose();
        _cleanUp();
    }

    private static KestrelServerOptions CreateOptions(string socketPath, ConnectMiddleware connect, EgressServices services)
    {
        var kestrel = new KestrelServerOptions { ApplicationServices = services.Provider, AddServerHeader = false };
        kestrel.Limits.MaxConcurrentConnections = services.Options.MaxConnections;
        kestrel.Limits.MaxRequestBodySize = services.Options.MaxBytes;
        kestrel.Limits.RequestHeadersTimeout = services.Options.HeadTime;
        kestrel.Limits.KeepAliveTimeout = services.Options.IdleTime;
        kestrel.ListenUnixSocket(socketPath, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection => connect.RunAsync(connection, next));
        });
        return kestrel;
    }

    private sealed class Application(EgressForwarder forwarder) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => forwarder.RunAsync(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
