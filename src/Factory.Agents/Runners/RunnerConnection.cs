using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Factory.Domain.Attempts;
using Factory.Domain.Sandbox;

namespace Factory.Agents.Runners;

/// <summary>How a coding CLI in its sandbox reaches the gateway and the factory's tools: one port that leads to one socket.</summary>
internal sealed class RunnerConnection(ISandbox sandbox, IAttemptServer server)
{
    // In a sandbox each attempt has a loopback interface of its own, so all can use the same port.
    private const int SandboxPort = 41_000;

    // Longer than a silo takes to start after a crash.
    private static readonly TimeSpan RestartWait = TimeSpan.FromMinutes(2);

    /// <summary>Returns a port for an attempt.</summary>
    public int ChoosePort() => sandbox.IsIsolated ? SandboxPort : FindFreePort();

    /// <summary>The socket that a port leads to.</summary>
    public ForwardedSocket Forward(int port) => new(port, server.SocketPath) { Wait = RestartWait };

    /// <summary>Base URL of the gateway, without a version.</summary>
    public string GatewayUrl(int port) => Url(port, server.GatewayPath);

    /// <summary>URL of the MCP server with the factory's tools.</summary>
    public string McpUrl(int port) => Url(port, server.McpPath);

    /// <summary>URL of the same tools as plain JSON.</summary>
    public string ToolsUrl(int port) => Url(port, server.ToolsPath);

    private static string Url(int port, string path) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{path}");

    // Another program can take it before the CLI is started, which then fails and is retried.
    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
