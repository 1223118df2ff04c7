using System.CommandLine;
using Factory.Cli.Tests.Support;

namespace Factory.Cli.Tests.Commands;

/// <summary>Suggestions lead somewhere: every one of them is a command line that parses.</summary>
public sealed class CommandSuggestionsTests
{
    private static readonly string[] Habits =
    [
        "status", "ls", "list", "ps", "runs", "tasks", "start", "serve", "kill", "check", "cost", "costs", "budgets", "keys", "questions",
        "version", "rn", "tsk", "aprove", "docter", "resum", "pasue",
    ];

    public static TheoryData<string> Words => [.. Habits];

    [Theory]
    [MemberData(nameof(Words))]
    public void FindCommand_WordOfOtherCommandLines_LeadsToACommandThatParses(string word)
    {
        using var rig = new CliRig();
        var root = rig.Tree();

        var found = CommandSuggestions.FindCommand(word, root).ShouldNotBeNull(word);

        root.Parse(found.Split(' '), FactoryCommand.Parser).UnmatchedTokens.ShouldBeEmpty(found);
    }

    [Theory]
    [InlineData("run", "ls", "list")]
    [InlineData("run", "rm", "cancel")]
    [InlineData("run", "restart", "retry")]
    [InlineData("task", "new", "create")]
    [InlineData("task", "info", "show")]
    [InlineData("key", "add", "create")]
    [InlineData("key", "rm", null)]
    [InlineData("service", "instal", "install")]
    [InlineData("run", "calculator", null)]
    [InlineData("run", "", null)]
    public void FindCommand_InAGroup_IsOneOfItsCommandsOrNone(string group, string word, string? expected)
    {
        using var rig = new CliRig();

        CommandSuggestions.FindCommand(word, rig.Tree().Subcommands.Single(c => c.Name == group)).ShouldBe(expected);
    }

    [Fact]
    public void FindCommand_EveryCommandWithTwoLettersSwapped_IsFound()
    {
        using var rig = new CliRig();
        var root = rig.Tree();

        foreach (var name in root.Subcommands.Where(c => c.Name.Length > 3 && c.Name[1] != c.Name[2]).Select(c => c.Name))
        {
            var swapped = $"{name[0]}{name[2]}{name[1]}{name[3..]}";
            CommandSuggestions.FindCommand(swapped, root).ShouldBe(name);
        }
    }
}
