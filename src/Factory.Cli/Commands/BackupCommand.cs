using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

/// <summary><c>factory backup</c>.</summary>
internal static class BackupCommand
{
    private const string Description = """
        Writes the data folder into one file, also while the factory is running.

        Examples:
          factory backup
          factory backup --output /mnt/usb/factory.tar.gz
        """;

    public static Command Create(CommandRunner commands)
    {
        var to = new Option<string?>("--output")
        {
            Description = "The file to write; default: factory-backup-DATE-TIME.tar.gz in the working directory",
            HelpName = "FILE"
        };
        return commands.Handle(new Command("backup", Description) { to }, async (parsed, context) =>
        {
            var environment = context.Environment;
            var name = parsed.GetValue(to)
                ?? $"factory-backup-{environment.Time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.tar.gz";
            var backup = await environment.Maintenance.BackupAsync(
                context.Settings.ToSiloOptions(),
                TextInput.FullPath(name, environment)!,
                environment.Interrupt);
            context.Output.WriteJson(new { Type = "backup-written", backup.File, backup.Bytes, backup.Repositories });
            context.Output.WriteLine($"{TerminalSanitizer.SingleLine(backup.File)}: " +
                $"{(backup.Bytes / 1_000_000m).ToString("0.0", CultureInfo.InvariantCulture)} MB, {backup.Repositories} repositories. " +
                "Restore it with: factory restore FILE");
            return ExitCodes.Success;
        });
    }
}
