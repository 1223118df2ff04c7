using System.Net;

namespace Factory.Silo.Egress;

/// <summary>Resolves names of hosts.</summary>
internal interface IHostResolver
{
    /// <summary>The addresses of a host.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is none.</exception>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}
