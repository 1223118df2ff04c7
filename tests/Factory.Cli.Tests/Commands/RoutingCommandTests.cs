using Factory.Cli.Tests.Support;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Routing;

namespace Factory.Cli.Tests.Commands;

public sealed class RoutingCommandTests
{
    private const string Workload = """
        {
          "name": "small", "description": "Two models.", "seeds": 2, "tasks": 5, "meanMinutesBetweenTasks": 10, "minutesPerAttempt": 5,
          "models": [{ "model": "a/weak", "tier": "cheap", "inputPrice": 1, "outputPrice": 1 }, { "model": "b/strong", "tier": "premium", "inputPrice": 10, "outputPrice": 10 }],
          "kinds": [{ "kind": "build", "share": 1, "tier": "local", "input": 1000000, "output": 1000, "reviewed": false, "difficulty": { "same": 1 } }],
          "acceptance": { "build": { "same": { "a/weak": 1, "b/strong": 1 } } }
        }
        """;

    [Fact]
    public async Task Simulate_OwnWorkload_NeedsNoSilo()
    {
        using var rig = new CliRig();
        File.WriteAllText(Path.Combine(rig.Folder, "mine.json"), Workload);

        (await rig.RunAsync("routing", "simulate", "--workload", "mine.json", "--json")).ShouldBe(ExitCodes.Success);

        var line = rig.JsonLines().Single();
        line.GetProperty("policies")
            .EnumerateArray()
            .Select(p => p.GetProperty("name").GetString())
            .ShouldBe(["always-premium", "static-pyramid", "learned"]);
        foreach (var policy in line.GetProperty("policies").EnumerateArray())
        {
            policy.GetProperty("acceptance").GetDouble().ShouldBe(1);
            policy.GetProperty("costUsd").GetDecimal().ShouldBeGreaterThan(0);
            policy.TryGetProperty("regret", out _).ShouldBeTrue();
        }

        rig.Out.GetStringBuilder().Clear();
        (await rig.RunAsync("routing", "simulate", "--workload", "mine.json")).ShouldBe(ExitCodes.Success);
        rig.Out.ToString().ShouldContain("small: 5 tasks, 2 replays.");
        rig.Out.ToString().ShouldContain("static-pyramid");
    }

    [Theory]
    [InlineData("{", "mine.json:1: this is not valid JSON")]
    [InlineData("{\"name\":\"x\"}", "'seeds' is missing; add a line like '\"seeds\": 20'")]
    [InlineData("\"seeds\": 2|\"seeds\": 0", "mine.json:2: 'seeds' is 0; it must be a whole number from 1 to 100")]
    [InlineData("\"a/weak\": 1|\"a/weak\": 2", "'acceptance.build.same.a/weak' is 2; it must be a probability from 0 to 1")]
    [InlineData("\"a/weak\": 1, |", "'acceptance' must hold a probability from 0 to 1 for build, same, a/weak")]
    [InlineData("\"tasks\": 5|\"tusks\": 5", "unknown key 'tusks'; did you mean 'tasks'?")]
    public async Task Simulate_InvalidWorkload_NamesTheProblem(string change, string expected)
    {
        using var rig = new CliRig();
        File.WriteAllText(
            Path.Combine(rig.Folder, "mine.json"),
            change.Split('|') is [var from, var to] ? Workload.Replace(from, to) : change);

        (await rig.RunAsync("routing", "simulate", "--workload", "mine.json")).ShouldBe(ExitCodes.Usage);

        rig.Error.ToString().ShouldContain(expected);
    }

    [Fact]
    public async Task Simulate_MissingOrTwoSources_IsRejected()
    {
        using var rig = new CliRig();
        (await rig.RunAsync("routing", "simulate", "--workload", "nowhere.json")).ShouldBe(ExitCodes.Usage);
        (await rig.RunAsync("routing", "simulate", "--workload", "a.json", "--recorded")).ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task Explain_Kind_PrintsTheChoiceAndTheCandidates()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Answers["/api/routing/explain"] = new RoutingView("build", AgentId.Parse("agent-rex"), new ModelRef(
            "lab",
            "small"), "chose lab/small for build", true, ModelTier.Cheap, 12, 1,
        [
            new RoutingCandidate(new ModelRef("lab", "small"), ModelTier.Cheap, new Usd(0.24m), 0.41, 18, 17, 0.9, new Usd(0.3m), null),
            new RoutingCandidate(
                new ModelRef("lab", "large"),
                ModelTier.Premium,
                new Usd(2.4m),
                null,
                0,
                0,
                0.9,
                null,
                "LAB_KEY is not set"),
        ]);

        (await rig.RunAsync("routing", "explain", "--kind", "build", "--agent", "rex")).ShouldBe(ExitCodes.Success);

        var text = rig.Out.ToString();
        text.ShouldStartWith("chose lab/small for build\nrouting learns from results: 12 learned choices, including 1 exploration\n");
        text.ShouldContain("* lab/small");
        text.ShouldContain("41 %");
        text.ShouldContain("17 of 18");
        text.ShouldContain("LAB_KEY is not set");
    }

    [Fact]
    public async Task ModelsCheck_Providers_PrintsARowForEachModel()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Answers["/api/models/check"] = new ProviderModelsCheck[]
        {
            new("lab", true, null, ["small"], ["large"], 12, ["other-1", "other-2"]),
            new("gone", true, "did not answer within 10 seconds", [], [], 0, []),
            new("away", false, "AWAY_KEY is not set", [], [], 0, []),
        };

        (await rig.RunAsync("models", "check")).ShouldBe(ExitCodes.Success);

        var text = rig.Out.ToString();
        text.ShouldContain("no: the provider does not offer it for this key");
        text.ShouldContain("did not answer within 10 seconds");
        text.ShouldContain("not checked: AWAY_KEY is not set");
        text.ShouldContain("lab offers 12 more that models.json does not have: other-1, other-2, …");
    }
}
