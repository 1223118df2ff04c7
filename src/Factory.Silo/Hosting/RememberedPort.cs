using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Factory.Domain.Configuration;

namespace Factory.Silo.Hosting;

/// <summary>The port that a data folder keeps between starts: tools have base URLs with it.</summary>
internal static class RememberedPort
{
    /// <summary>The port that the folder remembers; null when it remembers none.</summary>
    public static int? Read(FactoryPaths paths)
    {
        try
        {
            return int.TryParse(File.ReadAllText(paths.PortFile).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                && port is > 0 and <= IPEndPoint.MaxPort
                    ? port
                    : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Remembers a port.</summary>
    public static void Write(FactoryPaths paths, int port) =>
        File.WriteAllText(paths.PortFile, port.ToString(CultureInfo.InvariantCulture) + "\n");

    /// <summary>True when nothing listens on the port of a loopback address.</summary>
    public static bool IsFree(IPAddress address, int port)
    {
        using var probe = new TcpListener(address, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
