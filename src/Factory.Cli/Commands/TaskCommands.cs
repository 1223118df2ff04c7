using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary><c>factory task create|list|show|promote|cancel|retry</c>.</summary>
internal static class TaskCommands
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner commands) => new(
        "task",
        "Tasks of runs, and tasks on their own.\n\nExamples:\n  factory task list\n  factory task create \"Show prices with tax\" --kind " +
        "build --repo ~/code/shop")
    {
        TaskCreateCommand.Create(commands),
        List(commands),
        Show(commands),
        Promote(commands),
        Cancel(commands),
        Retry(commands),
    };

    private static Command List(CommandRunner commands)
    {
        var run = new Option<string?>("--run") { Description = "Only tasks of this run", HelpName = "RUN" };
        var stage = CommandArguments.EnumOption<TaskStage>("--stage");
        var limit = CommandArguments.LimitOption();
        return commands.HandleWithSilo(
            new Command("list", "Tasks, newest first.\n\nExample:\n  factory task list --stage inProgress") { run, stage, limit },
            (parsed, client, cancel) => client.ListTasksAsync(
                parsed.GetValue(run) is { } id ? CommandArguments.ParseId<RunId>(id) : null,
                parsed.GetValue(stage),
                null,
                parsed.GetValue(limit),
                cancel),
            (page, context) =>
                context.Output.WriteTable(
                    ["task", "stage", "kind", "agent", "model", "attempts", "cost", "title"],
                    page.Items.Select(t => (string[])[
                t.Id.Value, Formatting.Format(
                    t.Stage), t.Spec.Kind, Formatting.AgentName(t.Assignment?.Agent), t.Assignment?.Model.ToString()
                        ?? "", $"{t.Attempts.Count}", t.Cost().ToString(), TerminalSanitizer.SingleLine(t.Spec.Title, 48)])));
    }

    private static Command Show(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument("task", "The task");
        return commands.HandleWithSilo(
            new Command("show", "One task: its attempts, feedback, open question.\n\nExample:\n  factory task show task-01jd3z…") { id },
            (parsed, client, cancel) => client.GetTaskAsync(CommandArguments.ParseId<TaskId>(parsed.GetRequiredValue(id)), cancel),
            TaskRenderer.Show);
    }

    private static Command Promote(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument("task", "The task");
        return commands.HandleWithSilo(
            new Command(
                "promote",
                "Moves a task from the backlog to Ready, so that an agent takes it.\n\nExample:\n  factory task promote task-01jd3z…")
                {
                    id
                },
            (parsed, client, cancel) => client.PromoteTaskAsync(CommandArguments.ParseId<TaskId>(parsed.GetRequiredValue(id)), cancel),
            (task, context) => context.Output.WriteLine($"{task.Id} is {Formatting.Format(task.Stage)}."));
    }

    private static Command Cancel(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument("task", "The task");
        var reason = new Option<string?>("--reason") { Description = "Why, one line", HelpName = "TEXT" };
        return commands.HandleWithSilo(
            new Command(
                "cancel",
                "Stops a task and its attempt.\n\nExample:\n  factory task cancel task-01jd3z… --reason \"wrong idea\"") { id, reason },
            (parsed, client, cancel) =>
                client.CancelTaskAsync(CommandArguments.ParseId<TaskId>(parsed.GetRequiredValue(id)), parsed.GetValue(reason), cancel),
            (task, context) => context.Output.WriteLine($"{task.Id} is {Formatting.Format(task.Stage)}."));
    }

    private static Command Retry(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument("task", "The task");
        return commands.HandleWithSilo(
            new Command("retry", "Sends a failed or cancelled task back to Ready.\n\nExample:\n  factory task retry task-01jd3z…") { id },
            (parsed, client, cancel) => client.RetryTaskAsync(CommandArguments.ParseId<TaskId>(parsed.GetRequiredValue(id)), cancel),
            (task, context) => context.Output.WriteLine($"{task.Id} is {Formatting.Format(task.Stage)}."));
    }
}
