namespace Factory.Silo.Egress;

/// <summary>Marks a connection whose TLS the proxy ends, so that it can add secrets to requests.</summary>
/// <param name="Host">The host that the client connected to.</param>
/// <param name="Port">The port.</param>
internal sealed record OpenedConnection(string Host, int Port);
