using System.Text;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Gateway;

namespace Factory.Silo.Mcp;

/// <inheritdoc cref="IAttemptServer"/>
internal sealed class AttemptServer : IAttemptServer, IDisposable
{
    /// <value>The path that all paths with the factory's own tools begin with.</value>
    public const string Prefix = "/attempt";

    /// <value>Path of the MCP server.</value>
    public const string McpEndpoint = Prefix + "/mcp";

    /// <value>Path of the tools as plain JSON.</value>
    public const string ToolsEndpoint = Prefix + "/tools";

    private const string SocketName = "factory.sock";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // The kernel's limit is 108 bytes with the terminating zero.
    private const int MaxPathBytes = 107;

    private readonly DirectoryInfo? _temporary;

    /// <summary>Creates the folder of the socket, and deletes the socket that a killed silo left.</summary>
    public AttemptServer(FactoryPaths paths)
    {
        if (Encoding.UTF8.GetByteCount(Path.Combine(paths.AttemptServer, SocketName)) <= MaxPathBytes)
        {
            CreateFolder(paths.AttemptServer);
            SocketPath = Path.Combine(paths.AttemptServer, SocketName);
            File.Delete(SocketPath);
        }
        else
        {
            _temporary = Directory.CreateTempSubdirectory("factory-");
            SocketPath = Path.Combine(_temporary.FullName, SocketName);
        }
    }

    /// <inheritdoc/>
    public string SocketPath { get; }

    /// <inheritdoc/>
    public string GatewayPath => GatewayServiceCollectionExtensions.Prefix;

    /// <inheritdoc/>
    public string McpPath => McpEndpoint;

    /// <inheritdoc/>
    public string ToolsPath => ToolsEndpoint;

    /// <inheritdoc/>
    public void Dispose() => _temporary?.Delete(recursive: true);

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, Private);
        }
    }
}
