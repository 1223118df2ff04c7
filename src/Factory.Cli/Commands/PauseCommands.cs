using System.CommandLine;
using Factory.Contracts.Kev;

namespace Factory.Cli.Commands;

/// <summary><c>factory pause</c> and <c>factory resume</c>.</summary>
internal static class PauseCommands
{
    public static Command Pause(CommandRunner verbs) => verbs.Ask(
        new Command("pause", "Starts nothing new; what works goes on.\n\nExample:\n  factory pause"),
        (_, client, cancel) => client.PauseAsync(cancel),
        (status, session) => session.Output.Line($"Paused: {Count(status)}. Go on with: factory resume{session.Settings.DataHint}"));

    public static Command Resume(CommandRunner verbs) => verbs.Ask(
        new Command("resume", "Ends a pause.\n\nExample:\n  factory resume"),
        (_, client, cancel) => client.ResumeAsync(cancel),
        (status, session) => session.Output.Line($"Going on: {Count(status)}."));

    /// <summary><c>2 at work, 1 waiting</c>.</summary>
    internal static string Count(KevStatus status) => $"{status.Active.Count} at work, {status.Waiting.Count} waiting";
}
