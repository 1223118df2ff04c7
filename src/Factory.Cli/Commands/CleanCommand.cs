using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Retention;
using Factory.Domain.Configuration;

namespace Factory.Cli.Commands;

/// <summary>
/// <c>factory clean</c>: through the running silo, else in this process under the lock of the data folder.
/// </summary>
internal static class CleanCommand
{
    private const string Description = """
        Deletes old transcripts, working copies and builds. 'retention' in silo-config/policy.yaml sets how long each is kept.
        Work that is in no repository is never deleted; items that are kept because of it are listed.

        Examples:
          factory clean --dry-run
          factory clean
          factory clean --older-than 30d
        """;

    public static Command Create(CommandRunner commands)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only list what would be deleted, and its size" };
        var olderThan = CommandArguments.AgeOption("--older-than", "One age for all kinds in place of the policy: 12h, 30d");
        return commands.Handle(new Command("clean", Description) { dryRun, olderThan }, async (parsed, context) =>
        {
            await CleanAsync(context, new CleanRequest(parsed.GetValue(dryRun), (long?)parsed.GetValue(olderThan)?.TotalSeconds));
            return ExitCodes.Success;
        });
    }

    private static async Task CleanAsync(CommandContext context, CleanRequest request)
    {
        await using var silo = await SiloConnection.TryOpenAsync(context.Settings, context.Environment);

        // The silo, where one runs, holds the lock of the folder and knows what its attempts are using.
        var report = silo is null
            ? await context.Environment.Maintenance.CleanAsync(context.Settings.ToSiloOptions(), request, context.Environment.Interrupt)
            : await silo.Client.CleanAsync(request, context.Environment.Interrupt);
        context.Output.WriteJson(report);
        if (context.Output.IsJson)
        {
            return;
        }

        if (report.Removed.Count > 0)
        {
            context.Output.WriteTable(["what", "name", "size", "not used since"], report.Removed.Select(l => (string[])[
                Formatting.Format(l.Kind), TerminalSanitizer.SingleLine(l.Name), Formatting.FormatBytes(l.Bytes), Formatting.Format(
                    l.LastUsed,
                    context.Environment.Time)]));
        }

        foreach (var kept in report.Kept)
        {
            context.Output.WriteLine($"kept: {Formatting.Format(kept.Kind)} {TerminalSanitizer.SingleLine(kept.Name)} " +
                $"({Formatting.FormatBytes(kept.Bytes)}): {TerminalSanitizer.SingleLine(kept.RetainedReason, 300)}");
        }

        context.Output.WriteLine(report switch
        {
            { Removed.Count: 0 } => "Nothing is old enough to be deleted.",
            { DryRun: true } =>
                $"{report.Removed.Count} would be deleted and free {Formatting.FormatBytes(report.Bytes)}. Nothing was deleted.",
            _ => $"{report.Removed.Count} deleted, {Formatting.FormatBytes(report.Bytes)} freed.",
        });
    }
}
