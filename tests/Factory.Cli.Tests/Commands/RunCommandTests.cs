using System.Text.Json;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Events;
using Factory.Contracts.Json;
using Factory.Contracts.Runs;

namespace Factory.Cli.Tests.Commands;

public sealed class RunCommandTests
{
    [Fact]
    public async Task Run_Json_PrintsEventsAndThenTheResult()
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        rig.Silo.Play(Samples.Run(), Samples.Story());

        var code = await rig.RunAsync("run", "A tip calculator", "--json");

        code.ShouldBe(ExitCodes.Success);
        var lines = rig.JsonLines();
        lines.Select(l => l.GetProperty("type").GetString()).ShouldBe(
            [
                EventTypes.RunStarted,
                EventTypes.RunStageChanged,
                EventTypes.AttemptStarted,
                EventTypes.AttemptProgress,
                EventTypes.RunEnded,
                "run-finished"
            ]);
        var last = lines[^1];
        last.GetProperty("status").GetString().ShouldBe("succeeded");
        last.GetProperty("run").GetString().ShouldBe("run-1");
        last.GetProperty("product").GetString().ShouldBe("tip-calculator");
        last.GetProperty("repository").GetString().ShouldBe("/srv/tip-calculator");
        last.TryGetProperty("url", out _).ShouldBeFalse("the factory of this command ends with it");
        last.GetProperty("notServed").GetString().ShouldBe("nothing serves it after this command has ended: factory up");
        last.GetProperty("costUsd").GetDecimal().ShouldBe(0);
        last.GetProperty("durationSeconds").GetDouble().ShouldBe(42.5);
        var stage = last.GetProperty("stages")[0];
        stage.GetProperty("name").GetString().ShouldBe("research");
        stage.GetProperty("agent").GetString().ShouldBe("agent-scout");
        stage.GetProperty("provider").GetString().ShouldBe("rehearsal");
        stage.GetProperty("model").GetString().ShouldBe("rehearsal-a");
        stage.GetProperty("attempts").GetInt32().ShouldBe(1);
        stage.GetProperty("outcome").GetString().ShouldBe("passed");
        rig.Silo.IsDisposed.ShouldBeTrue();
        rig.Out.ToString().ShouldNotContain('\u001b');
    }

    [Fact]
    public async Task Run_Plain_PrintsProgressAndNextSteps()
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        rig.Silo.Play(Samples.Run(), Samples.Story());

        (await rig.RunAsync("run", "A tip calculator")).ShouldBe(ExitCodes.Success);

        var text = rig.Out.ToString();
        text.ShouldContain("git 2.39");
        text.ShouldContain("not found: OPENAI_API_KEY");
        text.ShouldContain("research: Scout starts attempt 1 with rehearsal/rehearsal-a");
        text.ShouldContain("  url         nothing serves it after this command has ended: factory up --data ");
        text.ShouldNotContain("open http");
        text.ShouldContain("node --test");
        text.ShouldContain("exit 0; 12 passed, 0 failed");
        text.ShouldContain("0.00 USD, rehearsal");
        text.ShouldContain("git clone /srv/tip-calculator");
        text.ShouldContain("OPENAI_API_KEY=");
        text.ShouldContain("[red]");
        text.ShouldNotContain('\u001b');
    }

    [Theory]
    [InlineData(RunStatus.Failed, ExitCodes.Failed)]
    [InlineData(RunStatus.Cancelled, ExitCodes.Cancelled)]
    public async Task Run_Ended_ExitsByStatus(RunStatus status, int expected)
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        rig.Silo.Play(Samples.Run(status), Samples.Story("ended"));

        (await rig.RunAsync("run", "x")).ShouldBe(expected);

        rig.Out.ToString().ShouldContain("factory run retry run-1 --data");
    }

    [Fact]
    public async Task Run_BudgetExhausted_ExitsAsBudgetExceeded()
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        rig.Silo.Play(
            Samples.Run(RunStatus.Failed) with { Problem = new Problem(ErrorCodes.BudgetExceeded, "spent") },
            Samples.Story("failed"));

        (await rig.RunAsync("run", "x")).ShouldBe(ExitCodes.BudgetExceeded);
    }

    [Fact]
    public async Task Run_Options_ReachTheSilo()
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        StartRunRequest? sent = null;
        rig.Silo.Play(Samples.Run(), Samples.Story());
        var start = rig.Silo.Commands["/api/runs"];
        rig.Silo.Commands["/api/runs"] = body =>
        {
            sent = JsonSerializer.Deserialize<StartRunRequest>(body, FactoryJson.Options);
            return start(body);
        };

        await rig.RunAsync(
            "run",
            "A",
            "tip",
            "calculator",
            "--repo",
            "shop",
            "--budget",
            "2.50",
            "--pipeline",
            "fix",
            "--allow-same-reviewer",
            "--unsandboxed",
            "--config",
            "conf",
            "--json");

        sent.ShouldBe(new StartRunRequest("A tip calculator", "fix", Path.Combine(rig.Folder, "shop"), 2.50m, true));
        (rig.Launched!.Unsandboxed,
            rig.Launched.ConfigFolder,
            rig.Launched.DataFolder).ShouldBe((true, Path.Combine(rig.Folder, "conf"), rig.Data));
    }

    public static TheoryData<string[], string> Ideas => new()
    {
        { ["run", "--json", "--", "list"], "list" },
        { ["run", "--json", "--", "-40 degrees"], "-40 degrees" },
        { ["run", "--json", "--", "--budget"], "--budget" },
        { ["run", "@home", "--json"], "@home" },
        { ["run", "- a list that starts with a dash", "--json"], "- a list that starts with a dash" },
        { ["run", "-", "--json"], "from standard input" },
        { ["run", "--idea-file", "idea.md", "--json"], "from a file\n" },
        { ["run", "say \"hi\"\nand more", "--json"], "say \"hi\"\nand more" },
    };

    [Theory]
    [MemberData(nameof(Ideas))]
    public async Task Run_Idea_ComesFromWordsFileOrStandardInput(string[] args, string expected)
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync(), Input = "from standard input" };
        rig.Variables[GlobalSettings.DataVariable] = rig.Data;
        await File.WriteAllTextAsync(Path.Combine(rig.Folder, "idea.md"), "from a file\n");
        string? sent = null;
        rig.Silo.Commands["/api/runs"] = body =>
        {
            sent = JsonSerializer.Deserialize<StartRunRequest>(body, FactoryJson.Options)!.Idea;
            return new Problem(ErrorCodes.TransitionNotAllowed, "enough seen");
        };

        await rig.RunExactlyAsync(args);

        sent.ShouldBe(expected);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "  ")]
    [InlineData("run", "x", "--bugdet", "3")]
    [InlineData("run", "x", "--budget", "much")]
    [InlineData("run", "x", "--resume", "run-1")]
    [InlineData("run", "--idea-file", "missing.md")]
    [InlineData("run", "--resume", "???")]
    [InlineData("run", "list", "--status", "nope")]
    [InlineData("nonsense")]
    [InlineData("stop")]
    public async Task Run_InvalidCommandLine_StartsNothing(params string[] args)
    {
        using var rig = new CliRig();

        (await rig.RunAsync(args)).ShouldBe(ExitCodes.Usage);

        rig.Launched.ShouldBeNull();
        rig.Error.ToString().ShouldContain("Fix:");
    }

    [Fact]
    public async Task Run_Error_IsTextAndWithJsonAnObject()
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        rig.Silo.Commands["/api/runs"] = _ => new Problem(ErrorCodes.PipelineUnknown, "There is no pipeline 'x'.", "Known are: product.");

        (await rig.RunAsync("run", "x", "--json")).ShouldBe(ExitCodes.Usage);

        var error = rig.JsonLines().Single();
        (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()).ShouldBe(("error", ErrorCodes.PipelineUnknown));
        rig.Error.ToString().ShouldContain("There is no pipeline 'x'.");
        rig.Error.ToString().ShouldContain("Known are: product.");
    }

    [Fact]
    public async Task Run_RunningSilo_IsUsedAndNotStopped()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Play(Samples.Run(), Samples.Story());

        (await rig.RunAsync("run", "x")).ShouldBe(ExitCodes.Success);

        rig.Launched.ShouldBeNull();
        silo.IsDisposed.ShouldBeFalse();
    }

    [Fact]
    public async Task Run_SiloStartedConcurrently_IsUsed()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        silo.Play(Samples.Run(), Samples.Story());
        rig.OnLaunch = () =>
        {
            rig.PutUp(silo);
            throw new FactoryException(ErrorCodes.DataFolderLocked, "held");
        };

        (await rig.RunAsync("run", "x")).ShouldBe(ExitCodes.Success);

        silo.IsDisposed.ShouldBeFalse();
    }

    [Fact]
    public async Task Run_Interrupted_StopsItsSiloAndPrintsHowToResume()
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        rig.Silo.Play(Samples.Run(), Samples.Story()[..3]);
        rig.Silo.OnEvent = e =>
        {
            if (e.Seq == 3)
            {
                rig.Interrupt();
            }
        };

        (await rig.RunAsync("run", "x")).ShouldBe(ExitCodes.Interrupted);

        rig.Silo.IsDisposed.ShouldBeTrue();
        rig.Out.ToString().ShouldContain($"factory run --resume run-1 --data {rig.Data}");
    }

    [Fact]
    public async Task Resume_WithoutId_ContinuesTheLatestUnfinishedRun()
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        rig.Silo.Play(Samples.Run(), Samples.Event(1, EventTypes.RunStarted));
        rig.Silo.Answers["/api/runs"] = new Page<RunView>(
            [Samples.Run(RunStatus.Failed) with { Id = RunId.Parse("run-2") }, Samples.Run(RunStatus.Running)],
            null);
        rig.Silo.Events.Clear();
        rig.Silo.Answers["/api/runs/run-1"] = Samples.Run();

        rig.Silo.Events.Add(Samples.Event(1, EventTypes.RunEnded, "succeeded"));

        (await rig.RunAsync("run", "--resume", "--json")).ShouldBe(ExitCodes.Success);

        rig.JsonLines()[^1].GetProperty("run").GetString().ShouldBe("run-1");
    }

    [Fact]
    public async Task Resume_NothingUnfinished_IsNotFound()
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        rig.Silo.Answers["/api/runs"] = new Page<RunView>([Samples.Run(RunStatus.Failed)], null);

        (await rig.RunAsync("run", "--resume")).ShouldBe(ExitCodes.NotFound);

        rig.Error.ToString().ShouldContain("factory run retry run-1");
    }
}
