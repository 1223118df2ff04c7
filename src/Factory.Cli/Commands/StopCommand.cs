using System.CommandLine;

namespace Factory.Cli.Commands;

/// <summary><c>factory stop</c>.</summary>
internal static class StopCommand
{
    public static Command Create(CommandRunner commands)
    {
        var all = new Option<bool>("--all") { Description = "Stop every attempt now; required" };
        var command = new Command(
            "stop",
            "Pauses and stops every attempt; their tasks go back to Ready.\n\nExample:\n  factory stop --all") { all };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(all))
            {
                result.AddError("'factory stop' stops all attempts and requires --all: factory stop --all. To stop one run: factory run " +
                    "cancel RUN.");
            }
        });
        return commands.HandleWithSilo(
            command,
            (_, client, cancel) => client.StopAllAsync(cancel),
            (status, context) =>
                context.Output.WriteLine($"Stopped: {PauseCommands.Summarize(status)}. Continue with: factory " +
                    $"resume{context.Settings.DataOption}"));
    }
}
