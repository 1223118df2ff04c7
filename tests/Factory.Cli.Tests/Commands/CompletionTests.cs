using System.Diagnostics;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Runs;

namespace Factory.Cli.Tests.Commands;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("factory ru", "run")]
    [InlineData("factory run sh", "show")]
    [InlineData("factory service ", "install")]
    [InlineData("factory clean --d", "--dry-run")]
    [InlineData("factory run --re", "--resume")]
    [InlineData("factory run list --status ", "succeeded")]
    public async Task Suggest_CommandsOptionsAndValues_AreListed(string line, string expected)
    {
        using var rig = new CliRig();

        (await rig.RunExactlyAsync($"[suggest:{line.Length}]", line)).ShouldBe(ExitCodes.Success);

        rig.Out.ToString().Split('\n').ShouldContain(expected);
    }

    [Fact]
    public async Task Suggest_RunIds_ComeFromTheRunningFactory()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        silo.Answers["/api/runs"] = new Page<RunView>([Samples.Run()], null);
        rig.Variables["FACTORY_DATA"] = rig.Data;

        await rig.RunExactlyAsync("[suggest:17]", "factory run show ");
        rig.Out.ToString().ShouldNotContain("run-1");
        rig.PutUp(silo);
        await rig.RunExactlyAsync("[suggest:17]", "factory run show ");

        rig.Out.ToString().Split('\n').ShouldContain("run-1");
    }

    [Fact]
    public async Task Script_Bash_Completes()
    {
        using var rig = new CliRig();
        await rig.RunExactlyAsync("completion", "bash");
        var script = Path.Combine(rig.Folder, "factory.bash");
        await File.WriteAllTextAsync(script, rig.Out.ToString());

        // As bash does it at a tab: the words in COMP_*, then the function. The program is played by a function that
        // answers like it.
        var answer = await BashAsync($$"""
            factory() { [ "$1" = "[suggest:14]" ] && [ "$2" = "factory run sh" ] && printf 'list\nshow\n--show-all\n'; }
            source '{{script}}'
            complete -p factory
            COMP_LINE='factory run sh' COMP_POINT=14 COMP_WORDS=(factory run sh) COMP_CWORD=2
            _factory factory sh run
            printf '%s\n' "${COMPREPLY[@]}"
            """);

        answer.ShouldContain("-F _factory factory");
        answer.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].ShouldBe("show");
        answer.ShouldNotContain("list");
    }

    [Fact]
    public async Task Script_EachShell_IsPrintedAndOthersRejected()
    {
        using var rig = new CliRig();
        foreach (var shell in (string[])["zsh", "fish"])
        {
            (await rig.RunAsync("completion", shell)).ShouldBe(ExitCodes.Success);
            rig.Out.ToString().ShouldContain($"completion {shell}");
        }

        (await rig.RunAsync("completion", "cmd")).ShouldBe(ExitCodes.Usage);
    }

    private static async Task<string> BashAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo(
            "bash",
            ["--norc", "-c", script])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = bash.StandardError.ReadToEndAsync();
        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        (await error).ShouldBeEmpty();
        return output;
    }
}
