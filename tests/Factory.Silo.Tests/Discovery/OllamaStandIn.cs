using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Factory.Silo.Tests.Discovery;

/// <summary>
/// A real HTTP server on a free loopback port that says what it is told, or takes the request and says nothing.
/// </summary>
internal sealed class OllamaStandIn : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string? _answer;
    private readonly List<TcpClient> _open = [];

    private OllamaStandIn(string? answer)
    {
        _answer = answer;
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address => "127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <param name="answer">The body; null to keep the caller waiting.</param>
    public static OllamaStandIn Start(string? answer) => new(answer);

    public void Dispose()
    {
        _listener.Dispose();
        _open.ForEach(c => c.Dispose());
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _open.Add(client);
                if (_answer is null)
                {
                    continue;
                }

                await client.GetStream().ReadAtLeastAsync(new byte[4096], minimumBytes: 1);
                await client.GetStream()
                    .WriteAsync(Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: " +
                        $"{Encoding.UTF8.GetByteCount(_answer)}\r\nConnection: close\r\n\r\n{_answer}"));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
