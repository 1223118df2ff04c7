using System.Net;

namespace Factory.Silo.Egress;

/// <summary>Resolves names as the system does.</summary>
internal sealed class DnsHostResolver : IHostResolver
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>

        // With the final dot: without it, the resolver may try the search domains of this machine's network first.
        await Dns.GetHostAddressesAsync(host + ".", cancellationToken);
}
