using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Runs;

namespace Factory.Cli.Commands;

/// <summary><c>factory run list</c>.</summary>
internal static class RunListCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner commands)
    {
        var status = CommandArguments.EnumOption<RunStatus>("--status");
        var limit = CommandArguments.LimitOption();
        return commands.HandleWithSiloOrOffline(
            new Command("list", "Runs, newest first.\n\nExample:\n  factory run list --status running") { status, limit },
            (parsed, client, cancel) => client.ListRunsAsync(parsed.GetValue(status), null, parsed.GetValue(limit), cancel),
            (parsed, context, cancel) =>
                context.Environment.Maintenance.ListRunsAsync(
                    context.Settings.ToSiloOptions(),
                    parsed.GetValue(status),
                    parsed.GetValue(limit),
                    cancel),
            (page, context) =>
            {
                if (page.Items.Count == 0)
                {
                    context.Output.WriteLine("There are no runs. Start one: factory run \"A tip calculator for restaurant bills\"");
                    return;
                }

                context.Output.WriteTable(["run", "status", "idea", "url", "cost", "started"], page.Items.Select(r => (string[])[
                    r.Id.Value, Formatting.Format(r.Status), TerminalSanitizer.SingleLine(r.Idea, 48), r.Url
                        ?? "", r.Cost.ToString(), Formatting.Format(r.CreatedAt, context.Environment.Time)]));
            });
    }
}
