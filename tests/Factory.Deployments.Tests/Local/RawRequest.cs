using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Factory.Deployments.Tests.Local;

/// <summary>A request exactly as written: clients tidy paths up before they send them.</summary>
internal static class RawRequest
{
    public static async Task<int> GetStatusAsync(int port, string target, string host)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return int.Parse((await reader.ReadLineAsync())!.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
