using System.Net;
using System.Net.Sockets;
using System.Text;
using Factory.Contracts.Ids;
using Factory.Domain.Agents;
using Factory.Domain.Egress;

namespace Factory.Agents.Tests.Egress;

/// <summary>A proxy that gives every request the same answer and reports it.</summary>
internal sealed class FakeEgress : IEgressProxies, IEgressProxy
{
    private static readonly byte[] Answer =
        Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 14\r\nConnection: close\r\n\r\nfrom the proxy");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-egress-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private Action<EgressRequest> _observe = _ => { };

    public string SocketPath => Path.Combine(_folder.FullName, "proxy.sock");

    public string? CertificateBundle => Path.Combine(_folder.FullName, "ca-bundle.crt");

    /// <summary>The agents that a proxy was asked for.</summary>
    public List<AgentDefinition> Asked { get; } = [];

    public bool IsDisposed { get; private set; }

    public Task<IEgressProxy?> StartAsync(
        AttemptId attempt,
        AgentDefinition agent,
        Action<EgressRequest> observe,
        CancellationToken cancellationToken)
    {
        Asked.Add(agent);
        _observe = observe;
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
        _ = ServeAsync();
        return Task.FromResult<IEgressProxy?>(this);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        _listener.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptAsync();
                await client.ReceiveAsync(new byte[4096]);
                _observe(new EgressRequest("GET", "api.example.org", 80, null, 0, 14, TimeSpan.Zero, ["TOKEN_A"]));
                _observe(new EgressRequest("CONNECT", "evil.com", 443, "no line allows it.", 0, 0, TimeSpan.Zero, []));
                await client.SendAsync(Answer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }
}
