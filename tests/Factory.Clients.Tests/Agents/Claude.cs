namespace Factory.Clients.Tests.Agents;

/// <summary>Claude Code: speaks messages.</summary>
internal sealed class Claude : Agent
{
    public override string Program => "claude";

    public override IReadOnlyList<string> Arguments(AgentOrder order) =>
    [
        "-p", Prompt, "--output-format", "stream-json", "--verbose", "--dangerously-skip-permissions", "--model", order.Model, "--strict-mcp-config", "--max-turns", "5",
    ];

    public override IReadOnlyDictionary<string, string> Environment(AgentOrder order) => new Dictionary<string, string>
    {
        ["ANTHROPIC_BASE_URL"] = order.Gateway,
        ["ANTHROPIC_API_KEY"] = order.Key,
        ["ANTHROPIC_DEFAULT_HAIKU_MODEL"] = order.Model,
        ["CLAUDE_CONFIG_DIR"] = Path.Combine(order.Home, "claude"),
        ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
        ["CLAUDE_CODE_MAX_RETRIES"] = "2",
        ["ENABLE_TOOL_SEARCH"] = "false",
        ["IS_SANDBOX"] = "1",
    };

    public override bool SaysDone(AgentEnd end) =>
        end.Output.Contains("\"type\":\"result\"", StringComparison.Ordinal)
            && end.Output.Contains("\"is_error\":false", StringComparison.Ordinal);
}
