namespace Factory.Domain.Attempts;

/// <summary>
/// Where attempts reach the factory from their sandboxes: a Unix socket that serves the model gateway and the factory's
/// own tools, and nothing else.
/// </summary>
public interface IAttemptServer
{
    /// <summary>Full path of the socket, alone in its folder. The same for each start on a data folder.</summary>
    string SocketPath { get; }

    /// <summary>Path of the gateway: <c>/gateway</c>.</summary>
    string GatewayPath { get; }

    /// <summary>Path of the MCP server.</summary>
    string McpPath { get; }

    /// <summary>Path of the same tools as plain JSON.</summary>
    string ToolsPath { get; }
}
