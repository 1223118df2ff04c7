using System.Net;
using System.Net.Sockets;

namespace Factory.TestKit.Fakes;

/// <summary>Finds TCP ports on the loopback interface on which nothing listens.</summary>
public static class FreePort
{
    /// <summary>
    /// Returns a port that is free at the moment. Another program can take it before the caller does.
    /// </summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
