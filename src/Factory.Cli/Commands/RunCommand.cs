using System.CommandLine;
using Factory.Cli.Runs;

namespace Factory.Cli.Commands;

/// <summary>
/// <c>factory run "idea"</c> and its subcommands. An idea that is the name of a subcommand is written after <c>--</c>.
/// </summary>
internal static class RunCommand
{
    private const string Description = """
        Turns an idea into a product, and shows the progress.

        Examples:
          factory run "A tip calculator for restaurant bills"
          factory run "Show prices with tax" --repo ~/code/shop --budget 2.50
          factory run --idea-file idea.md --json
          echo "A pomodoro timer" | factory run -
          factory run --resume
          factory run -- list
        """;

    public static Command Create(CommandRunner verbs)
    {
        var options = new RunOptions();
        var command = new Command("run", Description);
        options.AddTo(command);

        // A verb wins over an idea of the same word: 'factory run list' lists, 'factory run -- list' makes a product.
        command.Add(RunListCommand.Create(verbs));
        command.Add(RunShowCommand.Create(verbs));
        command.Add(RunCancelCommand.Create(verbs));
        command.Add(RunRetryCommand.Create(verbs));
        return verbs.Handle(command, async (parsed, context) =>
            await new RunCommandHandler(context, await options.ReadAsync(parsed, context.Environment)).RunAsync());
    }
}
