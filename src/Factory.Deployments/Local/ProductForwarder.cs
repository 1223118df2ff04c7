using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Factory.Deployments.Local;

/// <summary>
/// Forwards requests to a program that listens on a Unix socket: plain HTTP, event streams, WebSockets and gRPC.
/// </summary>
internal sealed class ProductForwarder : IDisposable
{
    private const string Destination = "http://localhost";

    // No time limit: the product decides how long a request takes, and an event stream may be silent for hours.
    private static readonly ForwarderRequestConfig Http1 = new()
    {
        ActivityTimeout = Timeout.InfiniteTimeSpan,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    // Without TLS there is no negotiation of the version, and gRPC requires HTTP/2.
    private static readonly ForwarderRequestConfig Grpc = Http1 with { Version = HttpVersion.Version20 };

    private readonly IHttpForwarder _forwarder;
    private readonly HttpMessageInvoker _invoker;

    /// <summary>Creates a forwarder.</summary>
    /// <param name="forwarder">Forwards a request.</param>
    /// <param name="connect">Connects to the program.</param>
    public ProductForwarder(IHttpForwarder forwarder, Func<CancellationToken, ValueTask<Stream>> connect)
    {
        _forwarder = forwarder;
        _invoker = new HttpMessageInvoker(new FreshConnectionHandler(
            CreateHandler(connect, Timeout.InfiniteTimeSpan),
            CreateHandler(connect, TimeSpan.Zero)));
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    /// <summary>The status of a GET; null when nothing answers.</summary>
    public async Task<int?> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Destination + path);
            using var response = await _invoker.SendAsync(request, cancellationToken);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Forwards a request. When the client disconnects, the request to the product is cancelled.</summary>
    public async Task ForwardAsync(HttpContext context)
    {
        var error = await _forwarder.SendAsync(
            context,
            Destination,
            _invoker,
            IsGrpc(context.Request) ? Grpc : Http1,
            ProductTransformer.Instance,
            CancellationToken.None);
        if (error != ForwarderError.None && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.WriteAsync("The product does not answer; it is being restarted.");
        }
    }

    private static SocketsHttpHandler CreateHandler(Func<CancellationToken, ValueTask<Stream>> connect, TimeSpan lifetime) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        PooledConnectionLifetime = lifetime,
        ConnectCallback = (_, cancellationToken) => connect(cancellationToken),
    };

    // Includes application/grpc+proto and the like; gRPC-Web is another protocol, for HTTP/1.1.
    private static bool IsGrpc(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
            && type.SubTypeWithoutSuffix.Equals("grpc", StringComparison.OrdinalIgnoreCase);
}
