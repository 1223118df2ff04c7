using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Runs;

namespace Factory.Cli.Commands;

internal static class RunListCommand
{
    public static Command Create(CommandRunner verbs)
    {
        var status = CommandArguments.EnumOption<RunStatus>("--status");
        var limit = CommandArguments.LimitOption();
        return verbs.HandleWithSiloOrOffline(
            new Command("list", "Runs, newest first.\n\nExample:\n  factory run list --status running") { status, limit },
            (parsed, client, cancel) => client.ListRunsAsync(parsed.GetValue(status), null, parsed.GetValue(limit), cancel),
            (parsed, session, cancel) => session.Environment.Maintenance.ListRunsAsync(session.Settings.ToSiloOptions(), parsed.GetValue(status), parsed.GetValue(limit), cancel),
            (page, session) =>
            {
                if (page.Items.Count == 0)
                {
                    session.Output.WriteLine("No runs yet. Start one: factory run \"A tip calculator for restaurant bills\"");
                    return;
                }

                session.Output.WriteTable(["run", "status", "idea", "url", "cost", "started"], page.Items.Select(r => (string[])[
                    r.Id.Value, Formatting.Format(r.Status), TerminalSanitizer.SingleLine(r.Idea, 48), r.Url ?? "", r.Cost.ToString(), Formatting.Format(r.CreatedAt, session.Environment.Time)]));
            });
    }
}
