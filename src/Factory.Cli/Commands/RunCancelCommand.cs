using System.CommandLine;

namespace Factory.Cli.Commands;

internal static class RunCancelCommand
{
    public static Command Create(CommandRunner verbs)
    {
        var id = CommandArguments.IdArgument("run", "The run");
        var reason = new Option<string?>("--reason") { Description = "Why, one line", HelpName = "TEXT" };
        return verbs.HandleWithSilo(
            new Command("cancel", "Stops a run, its tasks and their attempts. What was committed is kept.\n\nExample:\n  factory run cancel run-01jd3z… --reason \"wrong idea\"") { id, reason },
            (parsed, client, cancel) => client.CancelRunAsync(CommandArguments.ParseId<RunId>(parsed.GetRequiredValue(id)), parsed.GetValue(reason), cancel),
            (run, session) => session.Output.WriteLine($"{run.Id} is cancelled. Go on with it later: factory run retry {run.Id}{session.Settings.DataOption}"));
    }
}
