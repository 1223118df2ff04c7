using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

/// <summary><c>factory restore</c>.</summary>
internal static class RestoreCommand
{
    private const string Description = """
        Makes the data folder from a backup. The factory must be down.

        Examples:
          factory restore factory-backup-20260301-120000.tar.gz --data ./fresh
          factory restore factory.tar.gz --force
        """;

    public static Command Create(CommandRunner verbs)
    {
        var file = new Argument<string>("file") { Description = "What factory backup wrote" };
        var force = new Option<bool>("--force") { Description = "Restore also when the folder holds something: that is moved aside, not deleted" };
        return verbs.Handle(new Command("restore", Description) { file, force }, async (parsed, session) =>
        {
            var path = Path.GetFullPath(parsed.GetValue(file)!, session.Environment.WorkingDirectory);
            var restored = await session.Environment.Maintenance.RestoreAsync(session.Settings.ToSiloOptions(), path, parsed.GetValue(force), session.Environment.Interrupt);
            session.Output.WriteJson(new { Type = "backup-restored", restored.DataFolder, restored.CreatedAt, restored.Repositories, restored.PreviousDataFolder, restored.Configuration });
            session.Output.WriteLine($"{TerminalSanitizer.SingleLine(restored.DataFolder)} is as it was at {restored.CreatedAt.ToString("u", CultureInfo.InvariantCulture)}, with {restored.Repositories} repositories.");
            if (restored.PreviousDataFolder is { } aside)
            {
                session.Output.WriteLine($"What was there before: {TerminalSanitizer.SingleLine(aside)}");
            }

            session.Output.WriteLine($"The configuration as it was: {TerminalSanitizer.SingleLine(restored.Configuration)} (use it with --config). Start with: factory up{session.Settings.DataOption}");
            return ExitCodes.Success;
        });
    }
}
