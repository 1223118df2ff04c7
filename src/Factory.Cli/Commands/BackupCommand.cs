using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

/// <summary><c>factory backup</c>.</summary>
internal static class BackupCommand
{
    private const string Description = """
        Writes the data folder into one file. The factory may be up and at work.

        Examples:
          factory backup
          factory backup --output /mnt/usb/factory.tar.gz
        """;

    public static Command Create(CommandRunner verbs)
    {
        var to = new Option<string?>("--output") { Description = "The file to write; default: factory-backup-DATE-TIME.tar.gz in this folder", HelpName = "FILE" };
        return verbs.Handle(new Command("backup", Description) { to }, async (parsed, session) =>
        {
            var environment = session.Environment;
            var name = parsed.GetValue(to) ?? $"factory-backup-{environment.Time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.tar.gz";
            var backup = await environment.Maintenance.BackupAsync(session.Settings.ToSiloOptions(), Path.GetFullPath(name, environment.WorkingDirectory), environment.Interrupt);
            session.Output.WriteJson(new { Type = "backup-written", backup.File, backup.Bytes, backup.Repositories });
            session.Output.WriteLine($"{TerminalSanitizer.SingleLine(backup.File)}: {(backup.Bytes / 1_000_000m).ToString("0.0", CultureInfo.InvariantCulture)} MB, {backup.Repositories} repositories. Go back to it with: factory restore FILE");
            return ExitCodes.Success;
        });
    }
}
