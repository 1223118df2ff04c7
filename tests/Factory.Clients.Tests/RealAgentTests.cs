using Factory.Clients.Tests.Agents;
using Factory.Clients.Tests.Hosting;
using Factory.Clients.Tests.Upstream;

namespace Factory.Clients.Tests;

/// <summary>Real CLIs, as the factory drives them, through the real gateway of a real silo; only the providers are stand-ins.</summary>
public sealed class RealAgentTests(GatewayLab lab) : IClassFixture<GatewayLab>
{
    /// <summary>CLI, provider, model, and the format in which the provider must have been asked.</summary>
    public static TheoryData<string, string, string, string> Routes => new()
    {
        // Each in its own format.
        { "claude", "anthropic", "claude-haiku-4-5", "/v1/messages" },
        { "codex", "openai", "gpt-5-mini", "/v1/responses" },
        { "gemini", "google", "gemini-3.8-flash", "/v1beta/models/" },
        { "pi", "openai", "gpt-5-mini", "/v1/chat/completions" },

        // Across formats.
        { "claude", "openai", "gpt-5-mini", "/v1/" },
        { "codex", "anthropic", "claude-haiku-4-5", "/v1/messages" },
        { "gemini", "anthropic", "claude-haiku-4-5", "/v1/messages" },
        { "pi", "anthropic", "claude-haiku-4-5", "/v1/messages" },
    };

    [AgentTheory, MemberData(nameof(Routes))]
    public async Task Agent_ThroughTheGateway_DoesItsWorkAndEveryCallIsPaid(string runner, string provider, string model, string path)
    {
        var name = $"{runner}-{model.Replace('.', '-')}";
        var key = await lab.CreateKeyAsync(name, "5");
        lab.Upstream.Calls.Clear();

        var (end, folder) = await lab.RunAsync(runner, key, provider, model);

        end.IsSuccess.ShouldBeTrue(end.ToString());
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
    [InlineData("claude", "anthropic", "claude-haiku-4-5")]
    [InlineData("codex", "openai", "gpt-5-mini")]
    [InlineData("gemini", "google", "gemini-3.8-flash")]
    [InlineData("pi", "openai", "gpt-5-mini")]
    public async Task Agent_BudgetExhausted_StopsAtOnceAndCostsNothing(string runner, string provider, string model)
    {
        var name = $"{runner}-poor";
        var key = await lab.CreateKeyAsync(name, "0.0001");
        lab.Upstream.Calls.Clear();

        var (end, _) = await lab.RunAsync(runner, key, provider, model);

        end.IsSuccess.ShouldBeFalse(end.ToString());
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
