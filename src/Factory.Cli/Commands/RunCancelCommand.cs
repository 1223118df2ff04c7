using System.CommandLine;

namespace Factory.Cli.Commands;

/// <summary><c>factory run cancel</c>.</summary>
internal static class RunCancelCommand
{
    public static Command Create(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument<RunId>("run", "The run");
        var reason = new Option<string?>("--reason") { Description = "Why, one line", HelpName = "TEXT" };
        return commands.HandleWithSilo(
            new Command(
                "cancel",
                "Stops a run, its tasks and their attempts. Commits are kept.\n\nExample:\n  factory run cancel run-01jd3z… --reason " +
                "\"wrong idea\"") { id, reason },
            (parsed, client, cancel) =>
                client.CancelRunAsync(parsed.GetRequiredValue(id), parsed.GetValue(reason), cancel),
            (run, context) =>
                context.Output.WriteLine($"{run.Id} is cancelled. Continue it later with: factory run retry " +
                    $"{run.Id}{context.Settings.DataOption}"));
    }
}
