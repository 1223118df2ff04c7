using System.Text.RegularExpressions;
using Factory.Contracts.Models;
using Factory.Scenarios.Hosting;
using Factory.TestKit.Fakes;

namespace Factory.Scenarios.Money;

/// <summary>
/// Work that a budget or a lifetime limit stopped continues with the command that the message names, typed as it is
/// printed.
/// </summary>
public sealed partial class RaisedCapTests : IDisposable
{
    private const string Note = """
        description: One note.
        max_rounds: 1
        stages:
          - name: research
            kind: research
            expects: research

        """;

    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Run_StoppedByEachCapInTurn_ContinuesWithThePrintedCommand()
    {
        await using var server = await StartAsync();
        var config = Configure("  day: 50.00", "  day: 50.00\n  agent: 0.000001\n  task: 0.000001");
        await using var silo = await _cli.UpAsync("--unsandboxed", "--config", config);
        (await _cli.RunAsync("budget", "set", "day", "0.000001")).ExitCode.ShouldBe(0);
        var run = RunFinished.Of(await _cli.RunAsync(
            "run",
            "--json",
            "--pipeline",
            "note",
            "--budget",
            "0.000001",
            "A note on opening hours"));

        foreach (var level in new[] { "budget-day-", "budget-agent-scout-", "budget-run-", "budget-task-" })
        {
            var shown = await _cli.RunAsync("run", "show", run.Run);
            shown.Output.ShouldContain($"failed: {level}", Case.Sensitive, "the operator reads which budget it was");
            shown.Output.ShouldContain("budget.exceeded");
            server.Requests.ShouldBeEmpty("no call may go out that a cap does not cover");
            await GoOnAsync(shown, run.Run);
        }

        (await _cli.RunAsync("run", "show", run.Run)).Output.ShouldContain("is ready");
    }

    [Theory]
    [InlineData("calls", "calls: 1")]
    [InlineData("tokens", "tokens: 1_000")]
    [InlineData("attempts", "attempts: 1")]
    public async Task Task_LifetimeLimitRaisedAsTheMessageSays_Continues(string key, string limit)
    {
        await using var server = await StartAsync(badAttempts: key == "attempts" ? 1 : 0);
        var config = Configure("research:      {", $"research:      {{ lifetime_limits: {{ {limit} }},");
        await using var silo = await _cli.UpAsync("--unsandboxed", "--config", config);
        var run = RunFinished.Of(await _cli.RunAsync("run", "--json", "--pipeline", "note", "A note on opening hours"));

        var shown = await _cli.RunAsync("run", "show", run.Run);
        shown.Output.ShouldContain("task.lifetime_limit");
        shown.Output.ShouldContain($"kinds.research.lifetime_limits.{key} ");
        var policy = Path.Combine(config, "policy.yaml");
        File.WriteAllText(
            policy,
            File.ReadAllText(policy).Replace(limit, key == "tokens" ? "tokens: 9_000_000" : $"{key}: 100", StringComparison.Ordinal));
        await GoOnAsync(shown, run.Run);

        (await _cli.RunAsync("run", "show", run.Run)).Output.ShouldContain("is ready");
    }

    /// <summary>Runs the printed command and waits until the run has ended again.</summary>
    private async Task GoOnAsync(CliResult shown, string run)
    {
        var line = Line().Match(shown.Output).Groups[1].Value;
        line.ShouldNotBeEmpty(shown.ToString());
        var typed = await _cli.ShellAsync(line);
        typed.ExitCode.ShouldBe(0, $"{line}\n{typed}");
        await _cli.RunAsync("run", "--json", "--resume", run);
    }

    private async Task<FakeModelServer> StartAsync(int badAttempts = 0)
    {
        var server = await FakeModelServer.StartAsync(turn =>
            turn.Attempt <= badAttempts ? ScriptedResponse.FromError(400) : turn.Number switch
            {
                0 => ScriptedResponse.FromText("Let me think about it for a while. " + new string('x', 8_000)),
                _ =>
                    ScriptedResponse.FromSubmission(new
                    {
                        summary = "A page with hours.",
                        findings = new[] { new { title = "Hours", detail = "People ask for them." } },
                        risks = Array.Empty<string>(),
                        recommendation = "One page."
                    }),
            });
        _cli.With("OPENAI_BASE_URL", server.BaseUrl(ModelApi.OpenAIChat)).With("OPENAI_API_KEY", "sk-scenario-0123456789abcdef");
        return server;
    }

    private string Configure(string before, string after)
    {
        var config = ConfigCopy.Make(
            _cli.Scratch("config"),
            "policy.yaml",
            policy => policy.Replace(before, after, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(config, "pipelines", "note.yaml"), Note);
        return config;
    }

    /// <summary>The line starts with the command, and nothing follows it.</summary>
    [GeneratedRegex(@"^ +fix .*?: (factory .+)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
