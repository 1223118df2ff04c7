using Factory.Domain.Agents;

namespace Factory.Domain.Egress;

/// <summary>Starts the proxies through which attempts reach hosts of the internet from their sandboxes.</summary>
public interface IEgressProxies
{
    /// <summary>Starts the proxy of an attempt, at the same socket when the attempt goes on after a restart of the silo.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="agent">Its agent: the hosts and secrets that it may use, as they are now.</param>
    /// <param name="observe">Receives the requests, also concurrently, and not more than a thousand.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>Null when the agent may reach no host.</returns>
    Task<IEgressProxy?> StartAsync(
        AttemptId attempt,
        AgentDefinition agent,
        Action<EgressRequest> observe,
        CancellationToken cancellationToken);
}

/// <summary>The egress proxy of one attempt. Disposing ends its connections.</summary>
public interface IEgressProxy : IAsyncDisposable
{
    /// <summary>Full path of its socket, in a folder that the sandbox may read.</summary>
    string SocketPath { get; }

    /// <summary>
    /// Full path of a file in the same folder with the certificates to trust: the system's, and the one of this attempt. Null
    /// when the proxy opens no connection, and the system's are enough.
    /// </summary>
    string? CertificateBundle { get; }
}
