using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Kev;
using Factory.Contracts.Runs;

namespace Factory.Cli.Tests.Commands;

public sealed class CommandRunnerTests
{
    [Fact]
    public async Task Run_WithoutSilo_NamesTheCommandThatStartsOne()
    {
        using var rig = new CliRig();

        (await rig.RunAsync("agents")).ShouldBe(ExitCodes.Unreachable);

        rig.Error.ToString().ShouldContain($"factory up --data {rig.Data}");
        rig.Launched.ShouldBeNull();
    }

    [Fact]
    public async Task List_TextOrJson_PrintsColumnsOrTheResponse()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Answers["/api/runs"] = new Page<RunView>([Samples.Run()], null);

        (await rig.RunAsync("run", "list")).ShouldBe(ExitCodes.Success);
        rig.Out.ToString().ShouldContain("run-1");
        rig.Out.ToString().ShouldContain("A tip calculator [red]");
        rig.Out.ToString().ShouldNotContain('\u001b');
        rig.Out.GetStringBuilder().Clear();

        (await rig.RunAsync("run", "list", "--json", "--status", "succeeded")).ShouldBe(ExitCodes.Success);
        rig.JsonLines().Single().GetProperty("items")[0].GetProperty("id").GetString().ShouldBe("run-1");
    }

    [Fact]
    public async Task ModelsPull_TextOrJson_PrintsTenthsOrEveryStep()
    {
        using var rig = new CliRig();
        (await rig.RunAsync("models", "pull", "qwen3:8b")).ShouldBe(ExitCodes.Success);
        var lines = rig.Out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(14);
        lines[5].ShouldBe("pulling it: 40 % of 1 MB");
        lines[^1].ShouldBe("qwen3:8b is downloaded. Restart the factory to use it.");

        rig.Out.GetStringBuilder().Clear();
        (await rig.RunAsync("models", "pull", "qwen3:8b", "--json")).ShouldBe(ExitCodes.Success);
        rig.JsonLines().Count.ShouldBe(1_003);
    }

    [Fact]
    public async Task Run_RejectedBySilo_ExitsByErrorCode()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Commands["/api/approvals/approval-1/approve"] = _ => new Problem(ErrorCodes.ApprovalAlreadyDecided, "It was decided before.");

        (await rig.RunAsync("approve", "approval-1")).ShouldBe(ExitCodes.Conflict);
        (await rig.RunAsync("approve", "2")).ShouldBe(ExitCodes.NotFound);
        (await rig.RunAsync("run", "show", "run-missing")).ShouldBe(ExitCodes.NotFound);
    }

    [Fact]
    public async Task PauseResumeStop_RunningSilo_CallKev()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        foreach (var verb in (string[])["pause", "resume", "stop-all"])
        {
            silo.Commands[$"/api/kev/{verb}"] = _ => new KevStatus(verb != "resume", [], []);
        }

        (await rig.RunAsync("pause")).ShouldBe(ExitCodes.Success);
        (await rig.RunAsync("resume")).ShouldBe(ExitCodes.Success);
        (await rig.RunAsync("stop", "--all")).ShouldBe(ExitCodes.Success);
    }

    [Fact]
    public async Task Up_Started_PrintsItsAddressAndEndsWithASignal()
    {
        using var rig = new CliRig { Silo = await FakeApi.StartAsync() };
        var url = rig.Silo.Url;
        var up = rig.RunAsync("up", "--url", "http://127.0.0.1:7070");
        rig.Interrupt();

        (await up).ShouldBe(ExitCodes.Success);

        rig.Out.ToString().ShouldBe($"factory is up at {url} (data: {rig.Data})\n");
        rig.Launched!.Url.ShouldBe("http://127.0.0.1:7070");
        rig.Silo.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Up_InvalidConfiguration_ExitsAsMisconfigured()
    {
        using var rig = new CliRig();

        (await rig.RunAsync("up")).ShouldBe(ExitCodes.Misconfigured);
    }

    [Fact]
    public async Task VersionAndHelp_WithoutAnything_Succeed()
    {
        using var rig = new CliRig();

        (await rig.RunExactlyAsync("--version")).ShouldBe(ExitCodes.Success);
        (await rig.RunExactlyAsync("run", "--help")).ShouldBe(ExitCodes.Success);

        rig.Out.ToString().ShouldContain("factory run --resume");
    }

    [Fact]
    public async Task ConfigCheck_SeveralProblems_PrintsAll()
    {
        using var rig = new CliRig { ConfigProblems = ["agents/rex.md:4: no kinds", "models.json: no price"] };

        (await rig.RunAsync("config", "check", "--config", "conf")).ShouldBe(ExitCodes.Misconfigured);
        rig.Out.ToString().ShouldContain("agents/rex.md:4: no kinds");
        rig.Out.ToString().ShouldContain("2 errors in");
        rig.ConfigProblems = [];
        (await rig.RunAsync("config", "check")).ShouldBe(ExitCodes.Success);
    }

    [Fact]
    public async Task RebuildIndex_RunningSilo_IsRejected()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        (await rig.RunAsync("storage", "rebuild-index")).ShouldBe(ExitCodes.Success);
        rig.Out.ToString().ShouldContain("7 rows");

        rig.PutUp(silo);

        (await rig.RunAsync("storage", "rebuild-index")).ShouldBe(ExitCodes.DataFolderUnavailable);
    }

    [Fact]
    public async Task ClusterInit_OptionOrVariable_PreparesAndNamesTheNextStep()
    {
        using var rig = new CliRig();
        (await rig.RunAsync("cluster", "init")).ShouldBe(ExitCodes.Usage);
        rig.Error.ToString().ShouldContain("FACTORY_CLUSTER_CONNECTION");

        (await rig.RunAsync("cluster", "init", "--connection-string", "Host=db")).ShouldBe(ExitCodes.Success);
        rig.Out.ToString().ShouldContain("Created 3 tables and 9 statements in factory at db:5432.");
        rig.Out.ToString().ShouldContain("Next: set 'cluster' in silo.yaml");

        rig.Variables["FACTORY_CLUSTER_CONNECTION"] = "Host=other";
        (await rig.RunAsync("cluster", "init")).ShouldBe(ExitCodes.Success);
        rig.Out.ToString().ShouldContain("nothing was changed");
        rig.Clusters.ShouldBe(["Host=db", "Host=other"]);
    }

    [Theory]
    [InlineData("git version 2.39.5 (/usr/bin/git)", ExitCodes.Success)]
    [InlineData("git version 2.30.2 (/usr/bin/git)", ExitCodes.Misconfigured)]
    public async Task Doctor_OldGit_IsAProblem(string git, int expected)
    {
        using var rig = new CliRig();
        rig.Found = [
            new DiscoveredItem("Git", true, git),
            new DiscoveredItem("Dotnet", true, "10.0"),
            new DiscoveredItem("OPENAI_API_KEY", false, "not set")
        ];

        (await rig.RunAsync("doctor")).ShouldBe(expected);

        rig.Out.ToString().ShouldContain("export OPENAI_API_KEY=");
    }
}
