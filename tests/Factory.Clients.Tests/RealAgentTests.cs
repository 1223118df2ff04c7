using Factory.Clients.Tests.Agents;
using Factory.Clients.Tests.Hosting;
using Factory.Clients.Tests.Upstream;

namespace Factory.Clients.Tests;

/// <summary>Real agents through the real gateway of a real silo; only the providers are stand-ins.</summary>
public sealed class RealAgentTests(GatewayLab lab) : IClassFixture<GatewayLab>
{
    private static readonly Dictionary<string, Agent> Agents = new Agent[]
    {
        new Claude(),
        new Codex(),
        new Gemini(),
        new Pi()
    }.ToDictionary(a => a.Program);

    /// <summary>Agent, model, and the format in which the provider must have been asked.</summary>
    public static TheoryData<string, string, string> Routes => new()
    {
        // Each in its own format.
        { "claude", "claude-haiku-4-5", "/v1/messages" },
        { "codex", "openai/gpt-5-mini", "/v1/responses" },
        { "gemini", "gemini-3.8-flash", "/v1beta/models/" },
        { "pi", "gpt-5-mini", "/v1/chat/completions" },

        // Across formats.
        { "claude", "gpt-5-mini", "/v1/" },
        { "codex", "anthropic/claude-haiku-4-5", "/v1/messages" },
        { "gemini", "claude-haiku-4-5", "/v1/messages" },
        { "pi", "claude-haiku-4-5", "/v1/messages" },
    };

    [AgentTheory, MemberData(nameof(Routes))]
    public async Task Agent_ThroughTheGateway_DoesItsWorkAndEveryCallIsPaid(string program, string model, string path)
    {
        var name = $"{program}-{model.Replace('/', '-').Replace('.', '-')}";
        var key = await lab.CreateKeyAsync(name, "5");
        lab.Upstream.Calls.Clear();

        var (end, folder) = await lab.RunAsync(Agents[program], key, model);

        Agents[program].SaysDone(end).ShouldBeTrue(end.ToString());
        File.Exists(Path.Combine(folder, "out.txt")).ShouldBeTrue($"the tool was called: {end}");
        var calls = lab.Upstream.Calls.ToList();
        calls.ShouldNotBeEmpty();
        calls.ShouldAllBe(c => c.Path.StartsWith(path, StringComparison.Ordinal));
        calls.ShouldAllBe(c => c.Keys.Contains(lab.RealKey, StringComparison.Ordinal) && !c.Keys.Contains(key, StringComparison.Ordinal));
        (end.Output + end.Error).ShouldNotContain(lab.RealKey);
        var (paidCalls, cost) = await lab.SpentAsync(name);
        paidCalls.ShouldBe(calls.Count, "every call that reached the provider is in the ledger");
        cost.ShouldBe(calls.Sum(c => PriceOf(c.Model)));
    }

    [AgentTheory]
    [InlineData("claude", "claude-haiku-4-5")]
    [InlineData("codex", "openai/gpt-5-mini")]
    [InlineData("gemini", "gemini-3.8-flash")]
    [InlineData("pi", "gpt-5-mini")]
    public async Task Agent_BudgetExhausted_StopsAtOnceAndCostsNothing(string program, string model)
    {
        var name = $"{program}-poor";
        var key = await lab.CreateKeyAsync(name, "0.0001");
        lab.Upstream.Calls.Clear();

        var (end, _) = await lab.RunAsync(Agents[program], key, model);

        Agents[program].SaysDone(end).ShouldBeFalse(end.ToString());
        lab.Upstream.Calls.ShouldBeEmpty("nothing was sent that nobody can pay");
        (await lab.SpentAsync(name)).ShouldBe((0, 0m));
        (end.Output + end.Error).ShouldContain($"budget-key-{name}", Case.Sensitive, "the agent's user sees which budget it was");
    }

    // Prices of models.json in US dollars per million tokens, input and output.
    private static decimal PriceOf(string model)
    {
        var (input, output) = model switch
        {
            "gpt-5-mini" => (0.25m, 2.00m),
            "claude-haiku-4-5" => (1.00m, 5.00m),
            "gemini-3.8-flash" => (0.75m, 3.75m),
            _ => throw new ArgumentOutOfRangeException(nameof(model), model, "The upstream was asked for a model that no provider has."),
        };
        return ((Speech.InputTokens * input) + (Speech.OutputTokens * output)) / 1_000_000m;
    }
}
