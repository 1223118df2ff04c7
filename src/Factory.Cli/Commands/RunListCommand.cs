using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Api;
using Factory.Contracts.Runs;

namespace Factory.Cli.Commands;

/// <summary><c>factory run list</c>.</summary>
internal static class RunListCommand
{
    private const string Description = """
        Runs, newest first. With --json one object: {"items": […], "next": …}.

        Example:
          factory run list --status running
        """;

    public static Command Create(CommandRunner commands)
    {
        var status = CommandArguments.EnumOption<RunStatus>("--status");
        var limit = CommandArguments.LimitOption();
        return commands.Handle(new Command("list", Description) { status, limit }, async (parsed, context) =>
        {
            var (only, most, stop) = (parsed.GetValue(status), parsed.GetValue(limit), context.Environment.Interrupt);
            await using var silo = await SiloConnection.TryOpenAsync(context.Settings, context.Environment);
            var page = silo is null
                ? await context.Environment.Maintenance.ListRunsAsync(context.Settings.ToSiloOptions(), only, most, stop)
                : await silo.Client.ListRunsAsync(only, null, most, stop);
            if (silo is null)
            {
                OfflineNote.Show(context);
            }

            context.Output.WriteJson(page);
            if (!context.Output.IsJson)
            {
                Show(page, context);
                await PauseNote.ShowAsync(page.Items, silo, context);
            }

            return ExitCodes.Success;
        });
    }

    private static void Show(Page<RunView> page, CommandContext context)
    {
        if (page.Items.Count == 0)
        {
            context.WriteHint("There are no runs. Start one: factory run \"A tip calculator for restaurant bills\"");
            return;
        }

        context.Output.WriteTable(["run", "status", "idea", "url", "cost", "started"], page.Items.Select(r => (string[])[
            r.Id.Value,
            (context.Output.IsOffline && !r.IsFinished() ? "was " : "") + Formatting.Format(r.Status) + (r.Rehearsal ? " (rehearsal)" : ""),
            TerminalSanitizer.SingleLine(r.Idea, 48),
            r.Url ?? CommandHint.WithDataOption(r.NotServed ?? "", context.Settings),
            MoneyFormat.Format(r.Cost),
            Formatting.Format(r.CreatedAt, context.Environment.Time)]));
    }
}
