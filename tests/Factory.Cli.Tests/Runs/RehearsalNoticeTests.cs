using System.Text.Json;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Json;

namespace Factory.Cli.Tests.Runs;

public sealed class RehearsalNoticeTests
{
    private static readonly RehearsalPreview Matched = new(["Timer", "Notebook"], "Timer", "Notebook");
    private static readonly RehearsalPreview Unmatched = Matched with { Match = null };

    [Fact]
    public async Task Run_Match_NamesTheProductBeforeItStartsAndNeverSaysReady()
    {
        using var rig = await RigAsync(Matched);

        (await rig.RunAsync("run", "A timer")).ShouldBe(ExitCodes.Success);

        var text = rig.Out.ToString();
        text.ShouldContain("Rehearsal: no real model is available");
        text.ShouldContain("demonstration product Timer");
        text.IndexOf("demonstration product Timer", StringComparison.Ordinal)
            .ShouldBeLessThan(text.IndexOf("research: Scout starts", StringComparison.Ordinal));
        text.ShouldContain("rehearsal finished: the demonstration product tip-calculator");
        text.ShouldNotContain("is ready");
    }

    [Fact]
    public async Task Run_RealModel_SaysNothingOfARehearsal()
    {
        using var rig = await RigAsync(null);

        (await rig.RunAsync("run", "A timer")).ShouldBe(ExitCodes.Success);

        rig.Out.ToString().ShouldNotContain("Rehearsal:");
    }

    [Theory]
    [InlineData("y\n", true)]
    [InlineData("YES\n", true)]
    [InlineData("n\n", false)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    public async Task Run_NoMatchOnATerminal_AsksAndStartsOnlyAfterYes(string answer, bool starts)
    {
        using var rig = await RigAsync(Unmatched);
        rig.CanAsk = true;
        rig.Input = answer;
        var sent = Sent(rig);

        (await rig.RunAsync("run", "Bees")).ShouldBe(starts ? ExitCodes.Success : ExitCodes.Misconfigured);

        rig.Out.ToString().ShouldContain("Timer, Notebook");
        rig.Out.ToString().ShouldContain("Rehearse with the product 'Notebook' nevertheless? [y/N]");
        sent.Select(r => r.Rehearse).ShouldBe(starts ? [true] : []);
        if (!starts)
        {
            rig.Error.ToString().ShouldContain("Nothing was started. (rehearsal.no_match)");
        }
    }

    [Theory]
    [InlineData(new[] { "run", "Bees", "--json" }, false)]
    [InlineData(new[] { "run", "Bees" }, false)]
    [InlineData(new[] { "run", "Bees", "--rehearse" }, true)]
    [InlineData(new[] { "run", "Bees", "--json", "--rehearse" }, true)]
    public async Task Run_NoMatchWithoutATerminal_LeavesTheDecisionToTheOption(string[] arguments, bool rehearse)
    {
        using var rig = await RigAsync(Unmatched);
        var sent = Sent(rig);

        await rig.RunAsync(arguments);

        sent.Single().Rehearse.ShouldBe(rehearse);
        rig.Out.ToString().ShouldNotContain("[y/N]");
    }

    [Theory]
    [InlineData("run", "Bees", "--json")]
    [InlineData("run", "A timer", "--repo", "/nowhere")]
    [InlineData("run", "A timer", "--repo", "/nowhere", "--json")]
    public async Task Run_ThatWillBeRefused_AnnouncesNoRehearsal(params string[] arguments)
    {
        using var rig = await RigAsync(arguments[1] == "Bees" ? Unmatched : Matched);

        await rig.RunAsync(arguments);

        rig.Out.ToString().ShouldNotContain("demonstration product [");
        rig.Out.ToString().ShouldNotContain("It builds the demonstration product");
        rig.Out.ToString().ShouldNotContain("\"products\"");
    }

    [Fact]
    public async Task Run_Json_SaysFirstThatItIsARehearsalAndAtTheEndThatItWas()
    {
        using var rig = await RigAsync(Matched);

        await rig.RunAsync("run", "A timer", "--json");

        var lines = rig.JsonLines();
        lines[0].GetProperty("type").GetString().ShouldBe("rehearsal");
        lines[0].GetProperty("match").GetString().ShouldBe("Timer");
        lines[^1].GetProperty("rehearsal").GetBoolean().ShouldBeTrue();
    }

    private static async Task<CliRig> RigAsync(RehearsalPreview? preview)
    {
        var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        rig.Silo.Play(Samples.Run(), Samples.Story());
        rig.Silo.Commands["/api/runs/preview"] = _ => new RunPreview(preview);
        return rig;
    }

    private static List<StartRunRequest> Sent(CliRig rig)
    {
        var sent = new List<StartRunRequest>();
        var start = rig.Silo!.Commands["/api/runs"];
        rig.Silo.Commands["/api/runs"] = body =>
        {
            sent.Add(JsonSerializer.Deserialize<StartRunRequest>(body, FactoryJson.Options)!);
            return start(body);
        };
        return sent;
    }
}
