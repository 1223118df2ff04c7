using System.CommandLine;

namespace Factory.Cli.Commands;

internal static class StopCommand
{
    public static Command Create(Verbs verbs)
    {
        var all = new Option<bool>("--all") { Description = "Every attempt, now", Required = true };
        return verbs.Ask(
            new Command("stop", "Pauses and stops every attempt; their tasks go back to Ready.\n\nExample:\n  factory stop --all") { all },
            (_, client, cancel) => client.StopAllAsync(cancel),
            (status, session) => session.Output.Line($"Stopped: {PauseCommands.Count(status)}. Go on with: factory resume{session.Settings.DataHint}"));
    }
}
