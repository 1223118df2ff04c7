using System.CommandLine;

namespace Factory.Cli.Commands;

internal static class StopCommand
{
    public static Command Create(CommandRunner verbs)
    {
        var all = new Option<bool>("--all") { Description = "Every attempt, now" };
        var command = new Command("stop", "Pauses and stops every attempt; their tasks go back to Ready.\n\nExample:\n  factory stop --all") { all };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(all))
            {
                result.AddError("'factory stop' stops everything, so it must be said: factory stop --all. To stop one run: factory run cancel RUN.");
            }
        });
        return verbs.HandleWithSilo(
            command,
            (_, client, cancel) => client.StopAllAsync(cancel),
            (status, session) => session.Output.WriteLine($"Stopped: {PauseCommands.Summarize(status)}. Go on with: factory resume{session.Settings.DataOption}"));
    }
}
