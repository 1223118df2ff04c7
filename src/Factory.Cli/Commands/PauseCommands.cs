using System.CommandLine;
using Factory.Contracts.Kev;

namespace Factory.Cli.Commands;

/// <summary><c>factory pause</c> and <c>factory resume</c>.</summary>
internal static class PauseCommands
{
    public static Command Pause(CommandRunner commands) => commands.HandleWithSilo(
        new Command("pause", "Starts no new attempt; running ones continue.\n\nExample:\n  factory pause"),
        (_, client, cancel) => client.PauseAsync(cancel),
        (status, context) =>
            context.Output.WriteLine($"Paused: {Summarize(status)}. Continue with: factory resume{context.Settings.DataOption}"));

    public static Command Resume(CommandRunner commands) => commands.HandleWithSilo(
        new Command("resume", "Ends a pause.\n\nExample:\n  factory resume"),
        (_, client, cancel) => client.ResumeAsync(cancel),
        (status, context) => context.Output.WriteLine($"Resumed: {Summarize(status)}."));

    /// <summary><c>2 running, 1 waiting</c>.</summary>
    internal static string Summarize(KevStatus status) => $"{status.Active.Count} running, {status.Waiting.Count} waiting";
}
