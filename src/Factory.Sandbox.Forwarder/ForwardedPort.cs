using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Factory.Sandbox.Forwarder;

/// <summary>A port of the loopback interface whose connections lead to a Unix socket.</summary>
/// <param name="Port">1 to 65535.</param>
/// <param name="SocketPath">Full path of the socket. It is opened for each connection, so it may be replaced meanwhile.</param>
/// <param name="Wait">How long a connection waits for somebody to listen on the socket.</param>
internal sealed record ForwardedPort(int Port, string SocketPath, TimeSpan Wait)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);
    private const int MaxWaiting = 128;

    /// <summary>Parses <c>PORT:SECONDS=SOCKET</c>; null when it is something else.</summary>
    public static ForwardedPort? TryParse(string text)
    {
        var (colon, separator) = (text.IndexOf(':', StringComparison.Ordinal), text.IndexOf('=', StringComparison.Ordinal));
        return colon > 0
            && separator > colon
            && TryParseNumber(text.AsSpan(0, colon), out var port)
            && port is > 0 and <= IPEndPoint.MaxPort
            && TryParseNumber(text.AsSpan(colon + 1, separator - colon - 1), out var seconds)
            && separator < text.Length - 1
                ? new ForwardedPort(port, text[(separator + 1)..], TimeSpan.FromSeconds(seconds))
                : null;
    }

    /// <summary>Listens from now on, until the process ends.</summary>
    /// <exception cref="SocketException">The port is in use.</exception>
    public void Start()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        listener.Listen(MaxWaiting);
        _ = AcceptAsync(listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            var client = await listener.AcceptAsync();
            _ = ForwardAsync(client);
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using var near = client;
        try
        {
            // Without it, a streamed response waits for the client's acknowledgements.
            near.NoDelay = true;
            using var far = await ConnectAsync();
            await Task.WhenAll(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (SocketException)
        {
            // One of the two has gone, or the socket is not served at this moment: the client sees its connection end,
            // as it would with any server.
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath));
                return socket;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(started) < Wait)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            await Task.Delay(RetryInterval, TimeProvider.System);
        }
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    // When one side has sent everything, the other may still answer.
    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, SocketFlags.None)) > 0;)
            {
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // A broken connection ends both directions: the other one would never end.
            from.Dispose();
            to.Dispose();
        }
        catch (ObjectDisposedException)
        {
            // The other direction has broken off.
        }
    }
}
