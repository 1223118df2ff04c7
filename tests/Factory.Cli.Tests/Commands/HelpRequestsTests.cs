using System.CommandLine;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Approvals;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Tests.Commands;

/// <summary>Help is the same everywhere: it asks no silo and prints nothing of the data folder.</summary>
public sealed class HelpRequestsTests : IAsyncLifetime
{
    private readonly CliRig _rig = new();
    private FakeApi _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await FakeApi.StartAsync();
        _rig.PutUp(_silo);
        _rig.Variables[GlobalSettings.DataVariable] = _rig.Data;
        _silo.Answers["/api/runs"] = new Page<RunView>([Samples.Run()], null);
        _silo.Answers["/api/tasks"] = new Page<TaskView>([], null);
        _silo.Answers["/api/approvals"] = new Page<ApprovalView>([], null);
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _rig.Dispose();
    }

    public static TheoryData<string> Commands()
    {
        using var rig = new CliRig();
        return [.. Paths(rig.Tree(), "")];
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_EveryCommandWhileASiloRuns_AsksItNothing(string path)
    {
        string[] line = [.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"];

        (await _rig.RunExactlyAsync(line)).ShouldBe(ExitCodes.Success);

        _silo.Requests.ShouldBeEmpty();
        _rig.Out.ToString().ShouldNotContain("run-1\n");
        _rig.Out.ToString().Split('\n').ShouldAllBe(l => l.Length < 400);
    }

    [Theory]
    [InlineData("help", " [command] [options]")]
    [InlineData("help run", "factory run")]
    [InlineData("help task show", "factory task show")]
    public async Task Help_AsAWord_IsTheHelpOfTheCommand(string line, string usage)
    {
        (await _rig.RunExactlyAsync(line.Split(' '))).ShouldBe(ExitCodes.Success);

        _rig.Out.ToString().ShouldContain(usage);
    }

    [Theory]
    [InlineData("runs --help", "Did you mean 'factory run list'?")]
    [InlineData("help aproove", "Did you mean 'factory approve'?")]
    [InlineData("task lsit --help", "Did you mean 'factory task list'?")]
    public async Task Help_OfNoCommand_IsAnErrorWithTheSuggestion(string line, string fix)
    {
        (await _rig.RunExactlyAsync(line.Split(' '))).ShouldBe(ExitCodes.Usage);

        _rig.Error.ToString().ShouldContain(fix);
    }

    [Fact]
    public async Task Suggest_RunIds_AreAskedFor()
    {
        // The control of the test above: completions do ask.
        await _rig.RunExactlyAsync("[suggest:17]", "factory run show ");

        _silo.Requests.ShouldNotBeEmpty();
        _rig.Out.ToString().ShouldContain("run-1");
    }

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.Where(c => !c.Hidden).SelectMany(c => Paths(c, $"{path} {c.Name}".Trim())).Append(path);
}
