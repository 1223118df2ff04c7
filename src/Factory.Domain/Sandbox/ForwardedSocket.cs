namespace Factory.Domain.Sandbox;

/// <summary>A Unix socket of the host that a sandboxed command reaches at a port of its own loopback interface.</summary>
/// <param name="Port">The port, 1 to 65535. Without isolation it is a port of the machine.</param>
/// <param name="SocketPath">Full path of the socket, in a folder that holds nothing else: the folder is mounted, so that a
/// socket which replaced it is found.</param>
public sealed record ForwardedSocket(int Port, string SocketPath)
{
    /// <value>
    /// How long a connection waits while nothing listens on the socket, before it is closed. Default zero. With it, a
    /// command outlives a restart of the silo and sees nothing but a slow server.
    /// </value>
    public TimeSpan Wait { get; init; }
}
