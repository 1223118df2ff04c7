using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;

namespace Factory.Cli.Tests.Commands;

/// <summary>A misspelt command after <c>factory run</c> must not become an idea that costs money.</summary>
public sealed class MisspeltRunCommandTests
{
    [Theory]
    [InlineData("run lst", "factory run list")]
    [InlineData("run List", "factory run list")]
    [InlineData("run ls", "factory run list")]
    [InlineData("run retyr", "factory run retry")]
    [InlineData("run canel run-01jd3z", "factory run cancel run-01jd3z")]
    [InlineData("run shwo run-01jd3z", "factory run show run-01jd3z")]
    [InlineData("run status run-01jd3z", "factory run show run-01jd3z")]
    [InlineData("run resume run-01jd3z", "factory run --resume run-01jd3z")]
    [InlineData("run resume", "factory run --resume")]
    [InlineData("run lst --json", "factory run list")]
    [InlineData("run lst --budget 3", "factory run list")]
    public async Task Run_WordNearACommand_StartsNothingAndSuggestsIt(string line, string expected)
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        var started = 0;
        rig.Silo.Commands["/api/runs"] = _ =>
        {
            started++;
            return Samples.Run();
        };

        (await rig.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Usage);

        rig.Error.ToString().ShouldContain($"Did you mean '{expected}'?");
        started.ShouldBe(0);
        rig.Launched.ShouldBeNull();
    }

    [Theory]
    [InlineData("calculator")]
    [InlineData("list of my books")]
    [InlineData("show me tips")]
    [InlineData("-- lst")]
    [InlineData("-- list")]
    public async Task Run_Idea_IsStarted(string line)
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        rig.Variables[GlobalSettings.DataVariable] = rig.Data;
        string? sent = null;
        rig.Silo.Commands["/api/runs"] = body =>
        {
            sent = System.Text.Json.JsonSerializer.Deserialize<StartRunRequest>(body, Contracts.Json.FactoryJson.Options)!.Idea;
            return new Contracts.Errors.Problem(Contracts.Errors.ErrorCodes.TransitionNotAllowed, "enough seen");
        };

        // What a shell passes as one word has no quotes here.
        await rig.RunExactlyAsync(["run", .. line.Split(" ", line.StartsWith("--", StringComparison.Ordinal) ? 2 : 1)]);

        sent.ShouldBe(line.Replace("-- ", ""));
    }
}
