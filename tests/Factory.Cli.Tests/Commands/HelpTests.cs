using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Factory.Cli.Tests.Support;

namespace Factory.Cli.Tests.Commands;

/// <summary>Help teaches by example, and the examples work.</summary>
public sealed partial class HelpTests
{
    public static TheoryData<string> Verbs()
    {
        using var rig = new CliRig();
        var data = new TheoryData<string>();
        data.AddRange([.. All(rig.Tree(), "factory").Select(v => v.Name)]);
        return data;
    }

    [Fact]
    public async Task Help_CommandBelowAnother_DoesNotListTheArgumentsOfThatOne()
    {
        using var rig = new CliRig();
        using var other = new CliRig();

        await rig.RunExactlyAsync("run", "show", "--help");
        await other.RunExactlyAsync("run", "--help");

        rig.Out.ToString().ShouldNotContain("<idea>");
        rig.Out.ToString().ShouldContain("<run>");
        other.Out.ToString().ShouldContain("<idea>");
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_EveryCommand_HasAnExampleThatParses(string verb)
    {
        using var rig = new CliRig();
        var root = rig.Tree();
        var command = All(root, "factory").Single(v => v.Name == verb).Command;

        var examples = ExamplesOf(command.Description!);

        examples.ShouldNotBeEmpty();
        examples.ShouldContain(e => e.StartsWith(verb, StringComparison.Ordinal), $"an example of '{verb}' itself");
        foreach (var example in examples)
        {
            // The dots of a shortened id: any id would do.
            var words = CommandLineParser.SplitCommandLine(example["factory".Length..].Replace("…", "")).ToArray();
            root.Parse(words, FactoryCommand.Parser).Errors.Select(e => e.Message).ShouldBeEmpty(example);
        }
    }

    [Fact]
    public void Reference_EveryCommand_IsListed()
    {
        using var rig = new CliRig();
        var page = Docs.Read("cli.md");

        foreach (var (name, command) in All(rig.Tree(), "factory").Where(v => v.Command.Subcommands.Count == 0))
        {
            page.ShouldMatch(
                $"`{Regex.Escape(name["factory ".Length..])}[ `\\[]",
                $"docs/reference/cli.md does not name '{name}' ({command.Description!.Split('\n')[0]})");
        }
    }

    private static IEnumerable<(string Name, Command Command)> All(Command command, string name) =>
        command.Subcommands.Where(c => !c.Hidden).SelectMany(c => All(c, $"{name} {c.Name}")).Prepend((name, command));

    // What a shell does around it, such as pipes and redirection, is cut off.
    private static List<string> ExamplesOf(string description) =>
        [.. ExamplePattern()
            .Matches(description[Math.Max(0, description.IndexOf("Example", StringComparison.Ordinal))..])
            .Select(m => m.Value.Trim())];

    [GeneratedRegex("(?<=^[^\\n]*\\b)factory (?:\"[^\"]*\"|[^|>)\\n\"])*", RegexOptions.Multiline)]
    private static partial Regex ExamplePattern();
}
