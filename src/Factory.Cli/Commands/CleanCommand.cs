using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Retention;
using Factory.Domain.Configuration;

namespace Factory.Cli.Commands;

/// <summary><c>factory clean</c>: through the silo that is up, else by itself under the lock of the data folder.</summary>
internal static class CleanCommand
{
    private const string Description = """
        Deletes what has been kept long enough: transcripts, working copies, builds of old versions. How long, silo-config/policy.yaml says under 'retention'.
        Work that is in no repository is never deleted; what stays because of it is named.

        Examples:
          factory clean --dry-run
          factory clean
          factory clean --older-than 30d
        """;

    public static Command Create(CommandRunner verbs)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would go, and how much room that makes" };
        var olderThan = new Option<string?>("--older-than") { Description = "One age for everything instead of the policy's: 12h, 30d", HelpName = "AGE" };
        olderThan.Validators.Add(result =>
        {
            if (!Durations.TryParse(result.GetValueOrDefault<string>() ?? "", out _))
            {
                result.AddError("--older-than must be a time such as 90s, 30m, 12h or 30d.");
            }
        });
        return verbs.Handle(new Command("clean", Description) { dryRun, olderThan }, async (parsed, session) =>
        {
            long? age = parsed.GetValue(olderThan) is { } text && Durations.TryParse(text, out var time) ? (long)time.TotalSeconds : null;
            await CleanAsync(session, new CleanRequest(parsed.GetValue(dryRun), age));
            return ExitCodes.Success;
        });
    }

    private static async Task CleanAsync(CommandContext session, CleanRequest request)
    {
        await using var silo = await SiloConnection.TryOpenAsync(session.Settings, session.Environment);
        var report = silo is null
            ? await session.Environment.Maintenance.CleanAsync(session.Settings.ToSiloOptions(), request, session.Environment.Interrupt)
            : await silo.Client.CleanAsync(request, session.Environment.Interrupt);
        session.Output.WriteJson(report);
        if (session.Output.IsJson)
        {
            return;
        }

        if (report.Removed.Count > 0)
        {
            session.Output.WriteTable(["what", "name", "size", "not used since"], report.Removed.Select(l => (string[])[
                Formatting.Format(l.Kind), TerminalSanitizer.SingleLine(l.Name), Formatting.FormatBytes(l.Bytes), Formatting.Format(l.LastUsed, session.Environment.Time)]));
        }

        foreach (var kept in report.Kept)
        {
            session.Output.WriteLine($"kept: {Formatting.Format(kept.Kind)} {TerminalSanitizer.SingleLine(kept.Name)} ({Formatting.FormatBytes(kept.Bytes)}): {TerminalSanitizer.SingleLine(kept.RetainedReason, 300)}");
        }

        session.Output.WriteLine(report switch
        {
            { Removed.Count: 0 } => "Nothing has been kept long enough to go.",
            { DryRun: true } => $"{report.Removed.Count} would go and make room for {Formatting.FormatBytes(report.Bytes)}. Nothing was deleted.",
            _ => $"{report.Removed.Count} deleted, {Formatting.FormatBytes(report.Bytes)} free again.",
        });
    }
}
