using System.Net;
using System.Net.Sockets;

namespace Factory.TestKit.Products;

/// <summary>
/// Clients that find <c>NAME.localhost</c> on this machine, as browsers do (RFC 6761); the C library asks the network.
/// </summary>
public static class ProductClient
{
    /// <summary>Creates a client that follows no redirect.</summary>
    public static HttpClient Create() => new(CreateHandler());

    /// <summary>Creates the handler of such a client, for WebSockets and other uses.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
