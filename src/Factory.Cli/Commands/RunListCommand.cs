using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Runs;

namespace Factory.Cli.Commands;

internal static class RunListCommand
{
    public static Command Create(CommandRunner verbs)
    {
        var status = Arguments.Status<RunStatus>("--status");
        var limit = Arguments.Limit();
        return verbs.AskOrRead(
            new Command("list", "Runs, newest first.\n\nExample:\n  factory run list --status running") { status, limit },
            (parsed, client, cancel) => client.ListRunsAsync(parsed.GetValue(status), null, parsed.GetValue(limit), cancel),
            (parsed, session, cancel) => session.Environment.Tools.ListRunsAsync(session.Settings, parsed.GetValue(status), parsed.GetValue(limit), cancel),
            (page, session) =>
            {
                if (page.Items.Count == 0)
                {
                    session.Output.Line("No runs yet. Start one: factory run \"A tip calculator for restaurant bills\"");
                    return;
                }

                session.Output.Table(["run", "status", "idea", "url", "cost", "started"], page.Items.Select(r => (string[])[
                    r.Id.Value, Formatting.Of(r.Status), TerminalSanitizer.Line(r.Idea, 48), r.Url ?? "", r.Cost.ToString(), Formatting.Of(r.CreatedAt, session.Environment.Time)]));
            });
    }
}
