using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Factory.Silo.Egress;

namespace Factory.Silo.Tests.Egress;

/// <summary>Names and their addresses, one list after the other.</summary>
internal sealed class FakeResolver : IHostResolver
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<IPAddress[]>> _names = [];

    public int Asked { get; private set; }

    /// <summary>Adds what a name resolves to; the last one is kept.</summary>
    public FakeResolver Add(string host, params string[] addresses)
    {
        _names.GetOrAdd(host, _ => []).Enqueue([.. addresses.Select(IPAddress.Parse)]);
        return this;
    }

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Asked++;
        if (!_names.TryGetValue(host, out var queue) || !queue.TryPeek(out var addresses))
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (queue.Count > 1)
        {
            queue.TryDequeue(out _);
        }

        return Task.FromResult<IReadOnlyList<IPAddress>>(addresses);
    }
}
