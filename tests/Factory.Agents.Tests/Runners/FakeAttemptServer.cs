using Factory.Domain.Attempts;

namespace Factory.Agents.Tests.Runners;

/// <summary>A server that nobody connects to.</summary>
internal sealed class FakeAttemptServer : IAttemptServer
{
    public string SocketPath => "/nowhere/factory.sock";

    public string GatewayPath => "/gateway";

    public string McpPath => "/attempt/mcp";

    public string ToolsPath => "/attempt/tools";
}
