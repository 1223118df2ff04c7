using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Silo.Runners;

namespace Factory.Cli.Tests.Commands;

public sealed class DoctorCommandTests
{
    private static readonly DiscoveredItem[] Machine =
    [
        new("OPENAI_API_KEY", false, "not set"),
        new("claude", true, "/usr/bin/claude"),
        new("codex", false, "not on the PATH"),
        new("Ollama", false, "no server"),
        new("Sandbox", true, "bubblewrap 0.8"),
        new("Git", true, "git version 2.45.1 (/usr/bin/git)"),
        new("Dotnet", true, ".NET 10"),
    ];

    [Fact]
    public async Task Doctor_WorkingMachine_ListsWhatTheFactoryUses()
    {
        using var rig = new CliRig { Found = Machine };

        (await rig.RunAsync("doctor")).ShouldBe(ExitCodes.Success);

        rig.Lines().ShouldBe(
            [
                "· OPENAI_API_KEY       not set",
                "                       Only for real models: export OPENAI_API_KEY=…",
                "· Ollama               no server",
                "                       Only for local models: https://ollama.com",
                "✔ Sandbox              bubblewrap 0.8",
                "✔ Git                  git version 2.45.1 (/usr/bin/git)",
                "✔ .NET                 .NET 10",
                "✔ Data folder          ~/data",
                "✔ Configuration        /config",
                "",
                "The factory can work here.",
            ]);
    }

    [Fact]
    public async Task Doctor_KeyOfTheRunningFactory_IsNotCalledMissing()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig { Found = Machine };
        rig.PutUp(silo);
        silo.Answers["/api/discovery"] = new[] { new DiscoveredItem("OPENAI_API_KEY", true, "set, for openai") };

        (await rig.RunAsync("doctor")).ShouldBe(ExitCodes.Success);

        rig.Lines()[0].ShouldBe("✔ OPENAI_API_KEY       set, for openai (of the running factory)");
        rig.Lines().ShouldContain("✔ Data folder          ~/data (in use by a running factory)");
    }

    [Fact]
    public async Task Doctor_SiloThatDoesNotAnswer_StillChecksTheMachine()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig { Found = Machine };
        rig.PutUp(silo);
        silo.IsLost = _ => true;

        (await rig.RunAsync("doctor")).ShouldBe(ExitCodes.Success);

        rig.Lines()[0].ShouldBe("· OPENAI_API_KEY       not set");
    }

    [Theory]
    [InlineData("git version 2.37.9", false)]
    [InlineData("git version 2.38.0", true)]
    [InlineData("git version 2.39.3 (Apple Git-146)", true)]
    [InlineData("git version 2.45.1.windows.1", true)]
    [InlineData("git version 1.9.5", false)]
    [InlineData("git of unknown version", true)]
    public async Task Doctor_GitVersion_MustHaveMergeTree(string version, bool works)
    {
        using var rig = new CliRig { Found = [new("Git", true, version), new("Dotnet", true, "10")] };

        (await rig.RunAsync("doctor", "--json")).ShouldBe(works ? ExitCodes.Success : ExitCodes.Misconfigured);

        var report = rig.JsonLines().Single();
        report.GetProperty("healthy").GetBoolean().ShouldBe(works);
        report.GetProperty("checks")[0].GetProperty("ok").GetBoolean().ShouldBe(works);
    }

    [Theory]
    [InlineData("Git", "Install git 2.38 or newer.")]
    [InlineData("Dotnet", "Install the .NET 10 SDK: https://dotnet.microsoft.com/download")]
    public async Task Doctor_RequiredProgramMissing_FailsWithTheFix(string name, string fix)
    {
        using var rig = new CliRig { Found = [.. Machine.Select(i => i.Name == name ? i with { Found = false } : i)] };

        (await rig.RunAsync("doctor")).ShouldBe(ExitCodes.Misconfigured);

        rig.Lines().ShouldContain($"                       {fix}");
        rig.Lines()[^1].ShouldBe("The factory cannot work here; see the fixes above.");
    }

    [Fact]
    public async Task Doctor_WrongConfiguration_FailsAndNamesTheFirstError()
    {
        using var rig = new CliRig { Found = Machine, ConfigProblems = ["agents/rex.md:4: no kinds", "models.json: no price"] };

        (await rig.RunAsync("doctor")).ShouldBe(ExitCodes.Misconfigured);

        rig.Lines().ShouldContain("✘ Configuration        /config has 2 errors; the first: agents/rex.md:4: no kinds");
    }

    [Fact]
    public async Task Doctor_DataFolderIsAFile_FailsAndChecksTheRest()
    {
        using var rig = new CliRig { Found = Machine };
        File.WriteAllText(rig.Data, "");

        (await rig.RunAsync("doctor")).ShouldBe(ExitCodes.Misconfigured);

        rig.Lines().ShouldContain(l => l.StartsWith("✘ Data folder          ~/data cannot be used: ", StringComparison.Ordinal));
        rig.Lines().ShouldContain("✔ Configuration        /config");
    }

    [Fact]
    public async Task Doctor_CodingClis_SaysWhereTheyAreAndWhoUsesThem()
    {
        using var rig = new CliRig { Found = Machine };
        rig.Runners.Found =
        [
            FakeRunners.Installed,
            FakeRunners.Installed with
            {
                Name = "codex",
                Source = RunnerSource.Path,
                Path = "/usr/bin/codex",
                Version = "codex-cli 1",
                IsTestedVersion = false,
                UsedBy = [],
            },
            FakeRunners.Missing,
            FakeRunners.Installed with { Name = "pi", Version = null },
        ];

        (await rig.RunAsync("doctor")).ShouldBe(ExitCodes.Success);

        rig.Lines()[7..^4].ShouldBe(
            [
                "✔ claude               2.1.330 (Claude Code), installed by the factory; used by rex, forge",
                "✔ codex                codex-cli 1, on the PATH: /usr/bin/codex; tested with 2.1.330, so it may behave differently; "
                    + "no agent uses it",
                "· gemini               not found; would be used by scout",
                "                       To use it: factory agents install gemini --data ~/data",
                "· pi                   /data/runners/claude/claude --version fails or takes too long; used by rex, forge",
                "                       Install it again: factory agents install pi --data ~/data",
            ]);
    }

    [Fact]
    public async Task Doctor_WrongConfiguration_StillChecksTheMachine()
    {
        using var rig = new CliRig { Found = Machine, ConfigProblems = ["agents/rex.md:4: no kinds"] };
        rig.Runners.Failure = new FactoryException(ErrorCodes.ConfigInvalid, "agents/rex.md:4: no kinds");

        (await rig.RunAsync("doctor")).ShouldBe(ExitCodes.Misconfigured);

        rig.Lines().ShouldContain("✔ Sandbox              bubblewrap 0.8");
        rig.Lines().ShouldContain("✘ Configuration        /config has 1 error; the first: agents/rex.md:4: no kinds");
    }
}
