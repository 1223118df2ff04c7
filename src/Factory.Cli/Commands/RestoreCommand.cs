using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

/// <summary><c>factory restore</c>.</summary>
internal static class RestoreCommand
{
    private const string Description = """
        Restores the data folder from a backup. The factory must not be running.

        Examples:
          factory restore factory-backup-20260301-120000.tar.gz --data ./fresh
          factory restore factory.tar.gz --force
        """;

    public static Command Create(CommandRunner commands)
    {
        var file = new Argument<string>("file") { Description = "A file that factory backup wrote" };
        var force = new Option<bool>("--force")
        {
            Description = "Restore also into a folder that is not empty: its content is moved aside, not deleted"
        };
        return commands.Handle(new Command("restore", Description) { file, force }, async (parsed, context) =>
        {
            var path = TextInput.FullPath(parsed.GetRequiredValue(file), context.Environment)!;
            var restored = await context.Environment.Maintenance.RestoreAsync(
                context.Settings.ToSiloOptions(),
                path,
                parsed.GetValue(force),
                context.Environment.Interrupt);
            context.Output.WriteJson(new
            {
                Type = "backup-restored",
                restored.DataFolder,
                restored.CreatedAt,
                restored.Repositories,
                restored.PreviousDataFolder,
                restored.Configuration
            });
            context.Output.WriteLine($"{TerminalSanitizer.SingleLine(restored.DataFolder)} is restored to its state at " +
                $"{restored.CreatedAt.ToString("u", CultureInfo.InvariantCulture)}, with {restored.Repositories} repositories.");
            if (restored.PreviousDataFolder is { } aside)
            {
                context.Output.WriteLine($"Previous content: {TerminalSanitizer.SingleLine(aside)}");
            }

            context.Output.WriteLine($"Configuration at that time: {TerminalSanitizer.SingleLine(restored.Configuration)} (use it with " +
                $"--config). Start with: factory up{context.Settings.DataOption}");
            return ExitCodes.Success;
        });
    }
}
