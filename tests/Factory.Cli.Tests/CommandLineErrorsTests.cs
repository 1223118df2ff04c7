using System.CommandLine;
using Factory.Cli.Tests.Support;

namespace Factory.Cli.Tests;

/// <summary>What a wrong command line is answered with, for every command of the tree.</summary>
public sealed class CommandLineErrorsTests
{
    // Texts of the parser's library and names of .NET: none of them means anything to an operator.
    private const string FrameworkText =
        @"System\.|Nullable|Cannot parse|as expected type|Required argument missing|Unrecognized|was not provided|Required command|" +
        "expects a single";

    public static TheoryData<string> WrongLines()
    {
        using var rig = new CliRig();
        var lines = new TheoryData<string>();
        foreach (var (path, command) in Commands(rig.Tree(), ""))
        {
            lines.Add($"{path} --nonsense");
            foreach (var option in command.Options.Where(o => o.Arity.MinimumNumberOfValues > 0))
            {
                lines.Add($"{path} {option.Name}");
                if (HasFormat(option.ValueType))
                {
                    lines.Add($"{path} {option.Name} 7,50");
                    lines.Add($"{path} {option.Name} ???");
                }
            }

            foreach (var option in command.Options.Where(IsFlag))
            {
                lines.Add($"{path} {option.Name}=perhaps");
            }

            if (command.Arguments.Any(a => a.Arity.MinimumNumberOfValues > 0))
            {
                lines.Add(path);
            }
        }

        return lines;
    }

    [Theory]
    [MemberData(nameof(WrongLines))]
    public async Task Describe_EveryKindOfMistake_IsSaidInTheFactorysOwnWords(string line)
    {
        using var rig = new CliRig();

        (await rig.RunExactlyAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).ShouldBe(ExitCodes.Usage, line);

        var said = rig.Error.ToString();
        said.ShouldNotMatch(FrameworkText);
        said.ShouldContain("Error: ");
        said.ShouldContain("Fix:   ");
        rig.Launched.ShouldBeNull();
    }

    [Theory]
    [InlineData("rn", "'rn' is not a command of 'factory'.", "Did you mean 'factory run'?")]
    [InlineData("runs", "'runs' is not a command of 'factory'.", "Did you mean 'factory run list'?")]
    [InlineData("tasks", "'tasks' is not a command of 'factory'.", "Did you mean 'factory task list'?")]
    [InlineData("status", "'status' is not a command of 'factory'.", "Did you mean 'factory run list'?")]
    [InlineData("xyzzy", "'xyzzy' is not a command of 'factory'.", "See: factory --help")]
    [InlineData("task ls", "'ls' is not a command of 'factory task'.", "Did you mean 'factory task list'?")]
    [InlineData("task lits", "'lits' is not a command of 'factory task'.", "Did you mean 'factory task list'?")]
    [InlineData("service restrat", "'restrat' is not a command of 'factory service'.", "See: factory service --help")]
    [InlineData("run list --limt 3", "'--limt' is not an option of 'factory run list'.", "Did you mean '--limit'?")]
    [InlineData("run list --dta x", "'--dta' is not an option of 'factory run list'.", "Did you mean '--data'?")]
    [InlineData("pause now", "'factory pause' does not take the word 'now'.", "See: factory pause --help")]
    [InlineData("run show", "'factory run show' requires RUN: the run.", "See: factory run show --help")]
    [InlineData("key create laptop", "--budget is required.", "See: factory key create --help")]
    [InlineData("run list --limit abc", "'abc' is not a whole number from 1 to 200, which --limit needs.", "See: factory run list --help")]
    [InlineData("run list --limit 201", "'201' is not a whole number from 1 to 200, which --limit needs.", "See: factory run list --help")]
    [InlineData("spend --from 1.2.2026", "'1.2.2026' is not a day for --from: write it as 2026-11-22.", "See: factory spend --help")]
    [InlineData("spend --by bogus", "'bogus' is not a value of --by; use one of: day, ", "See: factory spend --help")]
    [InlineData("run x --budget 7,50", "'7,50' is not an amount in US dollars for --budget: write it with a decimal point", "--help")]
    [InlineData(
        "task create --bakclog --kind build",
        "'--bakclog' is not an option of 'factory task create'.",
        "Did you mean '--backlog'?")]
    [InlineData("restore --force=perhaps", "--force takes no value: 'perhaps'.", "See: factory restore --help")]
    [InlineData("run list --limit 3 --limit 4", "--limit can be given only once.", "See: factory run list --help")]
    [InlineData("approve ???", "'???' is not an approval id: it must look like approval-…, as 'factory approvals' prints it.", "--help")]
    [InlineData("run show ???", "'???' is not a run id: it must look like run-…, as 'factory run list' prints it.", "--help")]
    [InlineData("run x --budget -1", "--budget cannot be negative: '-1'. 0 allows no spending at all.", "See: factory run --help")]
    [InlineData(
        "task show run-1",
        "'run-1' is the id of a run, and here the id of a task is needed. Runs are shown by: factory run show",
        "See: factory task show --help")]
    [InlineData("run show task-1", "'task-1' is the id of a task, and here the id of a run is needed.", "See: factory run show --help")]
    [InlineData("approve task-1", "'task-1' is the id of a task, and here the id of an approval is needed.", "--help")]
    [InlineData("request-changes approval-1", "'factory request-changes' requires TEXT: what to change.", "--help")]
    public async Task Describe_Mistake_NamesTheWordAndTheFix(string line, string message, string fix)
    {
        using var rig = new CliRig();

        (await rig.RunExactlyAsync(line.Split(' '))).ShouldBe(ExitCodes.Usage);

        var lines = rig.Error.ToString().Split('\n');
        lines[0].ShouldStartWith($"Error: {message}");
        lines[1].ShouldStartWith("Fix:   ");
        lines[1].ShouldContain(fix);
    }

    [Theory]
    [InlineData("", "run", "doctor", "inbox")]
    [InlineData("models", "list", "check", "pull")]
    [InlineData("config", "check", "reload")]
    [InlineData("service", "install", "status", "uninstall")]
    public async Task Run_GroupAlone_ListsItsCommandsAndFails(string line, params string[] commands)
    {
        using var rig = new CliRig();

        (await rig.RunExactlyAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ShouldBe(ExitCodes.Usage);

        foreach (var command in commands)
        {
            rig.Out.ToString().ShouldMatch($@"(?m)^  {command} ");
        }

        rig.Error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_GroupAloneWithJson_IsAnErrorObject()
    {
        using var rig = new CliRig();

        (await rig.RunExactlyAsync("models", "--json")).ShouldBe(ExitCodes.Usage);

        rig.JsonLines().Single().GetProperty("message").GetString()
            .ShouldBe("'factory models' needs one of its commands: list, check, pull.");
    }

    [Theory]
    [InlineData("run x --repo=", "--repo needs a value")]
    [InlineData("run list --data=", "--data needs a value")]
    [InlineData("run list --config=", "--config needs a value")]
    [InlineData("run --idea-file=", "--idea-file needs a value")]
    [InlineData("backup --output=", "--output needs a value")]
    [InlineData("service install --dry-run --run-as=", "--run-as needs a value")]
    [InlineData("up --url=", "--url needs a value")]
    [InlineData("task list --run=", "--run needs a value")]
    public async Task Run_EmptyValue_IsRejected(string line, string message)
    {
        using var rig = new CliRig();

        (await rig.RunExactlyAsync(line.Split(' '))).ShouldBe(ExitCodes.Usage);

        rig.Error.ToString().ShouldContain(message);
        rig.Launched.ShouldBeNull();
    }

    [Fact]
    public async Task Run_EmptyWordAsValue_IsRejected()
    {
        using var rig = new CliRig();

        (await rig.RunExactlyAsync("run", "x", "--repo", "")).ShouldBe(ExitCodes.Usage);
        (await rig.RunExactlyAsync("restore", "")).ShouldBe(ExitCodes.Usage);

        rig.Error.ToString().ShouldContain("--repo needs a value");
        rig.Error.ToString().ShouldContain("FILE is empty.");
    }

    private static bool IsFlag(Option option) =>
        option.ValueType == typeof(bool) && !option.Recursive && option.Name.StartsWith("--", StringComparison.Ordinal);

    private static bool HasFormat(Type type) => type != typeof(string) && type != typeof(string[]);

    private static IEnumerable<(string Path, Command Command)> Commands(Command command, string path) =>
        command.Subcommands.Where(c => !c.Hidden)
            .SelectMany(c => Commands(c, $"{path} {c.Name}".Trim()))
            .Append((path, command));
}
