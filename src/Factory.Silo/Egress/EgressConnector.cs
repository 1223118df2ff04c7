using System.Net;
using System.Net.Sockets;

namespace Factory.Silo.Egress;

/// <summary>
/// Connects to hosts: resolves a name once, checks every address, and connects to a checked one, so that a name cannot change
/// its address in between (DNS rebinding).
/// </summary>
internal sealed class EgressConnector(IHostResolver resolver, EgressOptions options, TimeProvider time)
{
    /// <summary>Connects to an allowed host.</summary>
    /// <param name="host">As <see cref="Domain.Egress.EgressHost.TryRead"/> returns it.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EgressException">It has a private address, does not exist, or does not answer.</exception>
    public async Task<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ConnectTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await ConnectAsync(host, await ResolveAsync(host, either.Token), port, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw EgressException.Unreachable($"{host} did not answer within {options.ConnectTime.TotalSeconds:0} seconds.");
        }
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPAddress> addresses;
        try
        {
            addresses = await resolver.ResolveAsync(host, cancellationToken);
        }
        catch (SocketException e)
        {
            throw EgressException.Unreachable($"The name {host} cannot be resolved: {e.SocketErrorCode}.");
        }

        // One that is private condemns all: a name with both would reach the private one at the second try.
        return options.PrivateHosts.Contains(host, StringComparer.Ordinal) || addresses.All(EgressAddresses.IsPublic)
            ? addresses
            : throw EgressException.Refused(
                $"{host} has an address that is not on the internet (loopback, link-local or private), and those are blocked. If it is a "
                + $"server of your own network, the operator can add '{host}' to 'egress.allow_private' in silo.yaml.");
    }

    private static async Task<Stream> ConnectAsync(
        string host,
        IReadOnlyList<IPAddress> addresses,
        int port,
        CancellationToken cancellationToken)
    {
        var error = SocketError.HostNotFound;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                error = e.SocketErrorCode;
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw EgressException.Unreachable($"{host} does not accept a connection on port {port}: {error}.");
    }
}
