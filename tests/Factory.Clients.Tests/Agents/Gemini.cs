namespace Factory.Clients.Tests.Agents;

/// <summary>Gemini CLI: speaks generateContent.</summary>
internal sealed class Gemini : Agent
{
    private const string Settings =
        """
        {"security":{"auth":{"selectedType":"gemini-api-key"},"folderTrust":{"enabled":false}},"privacy":{"usageStatisticsEnabled":false},
         "general":{"enableAutoUpdate":false,"maxAttempts":1},"telemetry":{"enabled":false}}
        """;

    public override string Program => "gemini";

    public override IReadOnlyList<string> Arguments(AgentOrder order) =>
        ["-m", order.Model, "-p", Prompt, "--approval-mode", "yolo", "--skip-trust", "-o", "stream-json"];

    public override IReadOnlyDictionary<string, string> Environment(AgentOrder order) => new Dictionary<string, string>
    {
        ["GEMINI_CLI_HOME"] = order.Home,
        ["GEMINI_CLI_NO_RELAUNCH"] = "true",
        ["GEMINI_API_KEY"] = order.Key,
        ["GOOGLE_GEMINI_BASE_URL"] = order.Gateway,
    };

    public override void Prepare(AgentOrder order)
    {
        var folder = Directory.CreateDirectory(Path.Combine(order.Home, ".gemini")).FullName;
        File.WriteAllText(Path.Combine(folder, "settings.json"), Settings);
    }

    public override bool SaysDone(AgentEnd end) =>
        end.Output.Contains("\"type\":\"result\"", StringComparison.Ordinal)
            && end.Output.Contains("\"status\":\"success\"", StringComparison.Ordinal)
        && !end.Output.Contains("\"status\":\"error\"", StringComparison.Ordinal);
}
