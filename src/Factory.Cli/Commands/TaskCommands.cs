using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary><c>factory task list|show|cancel|retry</c>.</summary>
internal static class TaskCommands
{
    public static Command Create(CommandRunner verbs) => new("task", "The tasks that runs are made of.\n\nExample:\n  factory task list")
    {
        List(verbs),
        Show(verbs),
        Cancel(verbs),
        Retry(verbs),
    };

    private static Command List(CommandRunner verbs)
    {
        var run = new Option<string?>("--run") { Description = "Only tasks of this run", HelpName = "RUN" };
        var stage = Arguments.Status<TaskStage>("--stage");
        var limit = Arguments.Limit();
        return verbs.Ask(
            new Command("list", "Tasks, newest first.\n\nExample:\n  factory task list --stage inProgress") { run, stage, limit },
            (parsed, client, cancel) => client.ListTasksAsync(
                parsed.GetValue(run) is { } id ? Arguments.Read<RunId>(id) : null, parsed.GetValue(stage), null, parsed.GetValue(limit), cancel),
            (page, session) => session.Output.Table(["task", "stage", "kind", "agent", "model", "attempts", "cost", "title"], page.Items.Select(t => (string[])[
                t.Id.Value, Formatting.Of(t.Stage), t.Spec.Kind, Formatting.Name(t.Assignment?.Agent), t.Assignment?.Model.ToString() ?? "", $"{t.Attempts.Count}", t.Cost().ToString(), TerminalSanitizer.Line(t.Spec.Title, 48)])));
    }

    private static Command Show(CommandRunner verbs)
    {
        var id = Arguments.Id("task", "The task");
        return verbs.Ask(
            new Command("show", "One task: its attempts, feedback, open question.\n\nExample:\n  factory task show task-01jd3z…") { id },
            (parsed, client, cancel) => client.GetTaskAsync(Arguments.Read<TaskId>(parsed.GetRequiredValue(id)), cancel),
            TaskRenderer.Show);
    }

    private static Command Cancel(CommandRunner verbs)
    {
        var id = Arguments.Id("task", "The task");
        var reason = new Option<string?>("--reason") { Description = "Why, one line", HelpName = "TEXT" };
        return verbs.Ask(
            new Command("cancel", "Stops a task and its attempt.\n\nExample:\n  factory task cancel task-01jd3z… --reason \"wrong idea\"") { id, reason },
            (parsed, client, cancel) => client.CancelTaskAsync(Arguments.Read<TaskId>(parsed.GetRequiredValue(id)), parsed.GetValue(reason), cancel),
            (task, session) => session.Output.Line($"{task.Id} is {Formatting.Of(task.Stage)}."));
    }

    private static Command Retry(CommandRunner verbs)
    {
        var id = Arguments.Id("task", "The task");
        return verbs.Ask(
            new Command("retry", "Sends a failed or cancelled task back to Ready.\n\nExample:\n  factory task retry task-01jd3z…") { id },
            (parsed, client, cancel) => client.RetryTaskAsync(Arguments.Read<TaskId>(parsed.GetRequiredValue(id)), cancel),
            (task, session) => session.Output.Line($"{task.Id} is {Formatting.Of(task.Stage)}."));
    }
}
