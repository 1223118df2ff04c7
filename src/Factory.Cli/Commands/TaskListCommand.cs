using System.CommandLine;
using Factory.Cli.Output;
using Factory.Client;
using Factory.Contracts.Api;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary><c>factory task list</c>.</summary>
internal static class TaskListCommand
{
    private const string Description = """
        Tasks, newest first. With --json one object: {"items": […], "next": …}.

        Examples:
          factory task list --stage inProgress
          factory task list --run run-01jd3z… --json | jq '.items[].id'
        """;

    public static Command Create(CommandRunner commands)
    {
        var run = CommandArguments.IdOption<RunId>("--run", "Only tasks of this run", "RUN");
        var stage = CommandArguments.EnumOption<TaskStage>("--stage");
        var limit = CommandArguments.LimitOption();
        return commands.HandleWithSiloOrOffline(
            new Command("list", Description) { run, stage, limit },
            (parsed, client, cancel) =>
                AskAsync(client, parsed.GetValue(run), parsed.GetValue(stage), parsed.GetValue(limit), cancel),
            (parsed, context, cancel) =>
                ReadAsync(context, parsed.GetValue(run), parsed.GetValue(stage), parsed.GetValue(limit), cancel),
            Show);
    }

    private static async Task<Page<TaskView>> AskAsync(
        FactoryClient client,
        RunId? run,
        TaskStage? stage,
        int limit,
        CancellationToken cancellationToken)
    {
        var page = await client.ListTasksAsync(run, stage, null, limit, cancellationToken);
        if (page.Items.Count == 0 && run is { } id)
        {
            // An empty list would hide a wrong id: this fails when there is no such run.
            await client.GetRunAsync(id, cancellationToken);
        }

        return page;
    }

    private static async Task<Page<TaskView>> ReadAsync(
        CommandContext context,
        RunId? run,
        TaskStage? stage,
        int limit,
        CancellationToken cancellationToken)
    {
        var (maintenance, options) = (context.Environment.Maintenance, context.Settings.ToSiloOptions());
        var page = await maintenance.ListTasksAsync(options, run, stage, limit, cancellationToken);
        if (page.Items.Count == 0 && run is { } id)
        {
            await maintenance.GetRunAsync(options, id, cancellationToken);
        }

        return page;
    }

    private static void Show(Page<TaskView> page, CommandContext context)
    {
        if (page.Items.Count == 0)
        {
            context.Output.WriteLine("There are no such tasks.");
            return;
        }

        context.Output.WriteTable(
            ["task", "stage", "kind", "agent", "model", "attempts", "cost", "title"],
            page.Items.Select(t => (string[])[
                t.Id.Value,
                (context.Output.IsOffline && !t.IsFinished() ? "was " : "") + Formatting.Format(t.Stage)
                    + (t.Rehearsal ? " (rehearsal)" : ""),
                t.Spec.Kind,
                Formatting.AgentName(t.Assignment?.Agent),
                t.Assignment?.Model.ToString() ?? "",
                $"{t.Attempts.Count}",
                t.Cost().ToString(),
                TerminalSanitizer.SingleLine(t.Spec.Title, 48)]));
    }
}
