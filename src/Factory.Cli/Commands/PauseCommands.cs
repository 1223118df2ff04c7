using System.CommandLine;
using Factory.Contracts.Kev;

namespace Factory.Cli.Commands;

/// <summary><c>factory pause</c> and <c>factory resume</c>.</summary>
internal static class PauseCommands
{
    public static Command Pause(CommandRunner verbs) => verbs.HandleWithSilo(
        new Command("pause", "Starts no new attempt; running ones continue.\n\nExample:\n  factory pause"),
        (_, client, cancel) => client.PauseAsync(cancel),
        (status, session) => session.Output.WriteLine($"Paused: {Summarize(status)}. Go on with: factory resume{session.Settings.DataOption}"));

    public static Command Resume(CommandRunner verbs) => verbs.HandleWithSilo(
        new Command("resume", "Ends a pause.\n\nExample:\n  factory resume"),
        (_, client, cancel) => client.ResumeAsync(cancel),
        (status, session) => session.Output.WriteLine($"Going on: {Summarize(status)}."));

    /// <summary><c>2 at work, 1 waiting</c>.</summary>
    internal static string Summarize(KevStatus status) => $"{status.Active.Count} at work, {status.Waiting.Count} waiting";
}
