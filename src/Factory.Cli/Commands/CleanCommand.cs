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
        Work that is in no repository is not deleted; items that are kept because of it are listed. With --force they are deleted, too: what
        git accepts is saved first, as the reference refs/factory/quarantine/ATTEMPT of the product's repository, and the rest is listed.

        Examples:
          factory clean --dry-run
          factory clean
          factory clean --older-than 30d
          factory clean --force
        """;

    public static Command Create(CommandRunner commands)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only list what would be deleted, and its size" };
        var olderThan = CommandArguments.AgeOption("--older-than", "One age for all kinds in place of the policy: 12h, 30d");
        var force = new Option<bool>("--force") { Description = "Also delete working copies with work that is in no repository" };
        return commands.Handle(new Command("clean", Description) { dryRun, olderThan, force }, async (parsed, context) =>
        {
            var age = (long?)parsed.GetValue(olderThan)?.TotalSeconds;
            await CleanAsync(context, new CleanRequest(parsed.GetValue(dryRun), age, parsed.GetValue(force)));
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

        foreach (var forced in report.Removed.Where(item => item.Forced))
        {
            ShowForced(forced, report.DryRun, context.Output);
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

    private static void ShowForced(RetentionItem item, bool isDryRun, ConsoleOutput output)
    {
        var saved = (isDryRun, item.SavedAs) switch
        {
            (true, _) => "contains work that is in no repository; what git accepts would be saved",
            (_, { } reference) => "saved as " + TerminalSanitizer.SingleLine(reference),
            _ => "nothing to save",
        };
        output.WriteLine($"forced: {Formatting.Format(item.Kind)} {TerminalSanitizer.SingleLine(item.Name)}: {saved}");
        foreach (var lost in item.LeftOut ?? [])
        {
            output.WriteLine($"  left out: {TerminalSanitizer.SingleLine(lost, 300)}");
        }
    }
}
