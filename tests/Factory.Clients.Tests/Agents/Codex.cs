namespace Factory.Clients.Tests.Agents;

/// <summary>Codex: speaks responses, and nothing else.</summary>
internal sealed class Codex : Agent
{
    public override string Program => "codex";

    public override IReadOnlyList<string> Arguments(AgentOrder order) =>
    [
        "exec", "--json", "--dangerously-bypass-approvals-and-sandbox", "--skip-git-repo-check", "--ignore-user-config", "-m", order.Model,
        "-c", "model_provider=factory",
        "-c", $$"""model_providers.factory={name="factory",base_url="{{order.Gateway}}/v1",env_key="FACTORY_KEY",wire_api="responses",request_max_retries=0,stream_max_retries=0}""",
        "-c", "features.plugins=false", "-c", "features.apps=false", "-c", "analytics.enabled=false", "-c", "web_search=\"disabled\"",
        Prompt,
    ];

    public override IReadOnlyDictionary<string, string> Environment(AgentOrder order) => new Dictionary<string, string>
    {
        ["CODEX_HOME"] = Path.Combine(order.Home, "codex"),
        ["FACTORY_KEY"] = order.Key,
        ["TMPDIR"] = Path.Combine(order.Home, "tmp"),
    };

    public override void Prepare(AgentOrder order)
    {
        Directory.CreateDirectory(Path.Combine(order.Home, "codex"));
        Directory.CreateDirectory(Path.Combine(order.Home, "tmp"));
    }

    public override bool SaysDone(AgentEnd end) => end.Output.Contains("\"type\":\"turn.completed\"", StringComparison.Ordinal);
}
