using System.Text.Json;

namespace Factory.Clients.Tests.Agents;

/// <summary>pi: speaks any of several; here chat completions.</summary>
internal sealed class Pi : Agent
{
    public override string Program => "pi";

    public override IReadOnlyList<string> Arguments(AgentOrder order) =>
        ["--mode", "json", "--model", "gateway/" + order.Model, "--session", Path.Combine(order.Home, "session.jsonl"), "-p", Prompt];

    public override IReadOnlyDictionary<string, string> Environment(AgentOrder order) => new Dictionary<string, string>
    {
        ["PI_OFFLINE"] = "1",
        ["PI_CODING_AGENT_DIR"] = Folder(order),
        ["FACTORY_KEY"] = order.Key,
    };

    public override void Prepare(AgentOrder order)
    {
        var models = new
        {
            providers = new
            {
                gateway = new
                {
                    baseUrl = order.Gateway + "/v1",
                    api = "openai-completions",
                    apiKey = "FACTORY_KEY",
                    models = new[]
                    {
                        new
                        {
                            id = order.Model,
                            contextWindow = 100_000,
                            maxTokens = 8_000,
                            cost = new { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 }
                        }
                    },
                },
            },
        };
        Directory.CreateDirectory(Folder(order));
        File.WriteAllText(Path.Combine(Folder(order), "models.json"), JsonSerializer.Serialize(models));
        File.WriteAllText(Path.Combine(Folder(order), "settings.json"), """{"retry":{"enabled":false,"provider":{"maxRetries":0}}}""");
    }

    public override bool SaysDone(AgentEnd end) =>
        end.Output.Split('\n').LastOrDefault(l => l.Contains("\"type\":\"agent_end\"", StringComparison.Ordinal)) is { } last
            && last.Contains("\"stopReason\":\"stop\"", StringComparison.Ordinal);

    private static string Folder(AgentOrder order) => Path.Combine(order.Home, "agent");
}
