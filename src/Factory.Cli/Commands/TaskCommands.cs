using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary><c>factory task create|list|show|log|diff|tell|promote|cancel|retry</c>.</summary>
internal static class TaskCommands
{
    public static Command Create(CommandRunner commands) => new(
        "task",
        "Tasks of runs, and tasks on their own.\n\nExamples:\n  factory task list\n  factory task create \"Show prices with tax\" --kind " +
        "build --repo ~/code/shop")
    {
        TaskCreateCommand.Create(commands),
        TaskListCommand.Create(commands),
        Show(commands),
        TaskLogCommand.Create(commands),
        TaskDiffCommand.Create(commands),
        Tell(commands),
        Promote(commands),
        Cancel(commands),
        Retry(commands),
    };

    private static Command Show(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument<TaskId>("task", "The task");
        return commands.HandleWithSiloOrOffline(
            new Command("show", "One task: its attempts, feedback, open question.\n\nExample:\n  factory task show task-01jd3z…") { id },
            (parsed, client, cancel) => client.GetTaskAsync(parsed.GetRequiredValue(id), cancel),
            (parsed, context, cancel) =>
                context.Environment.Maintenance.GetTaskAsync(context.Settings.ToSiloOptions(), parsed.GetRequiredValue(id), cancel),
            TaskRenderer.Show);
    }

    private static Command Tell(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument<TaskId>("task", "The task");
        var text = new Argument<string[]>("text") { Description = "What the agent should know", Arity = ArgumentArity.OneOrMore };
        return commands.HandleWithSilo(
            new Command(
                "tell",
                "Tells the agent of a task something: at work, it reads it at its next turn.\n\nExample:\n" +
                "  factory task tell task-01jd3z… \"Prices are in euros\"")
                {
                    id,
                    text
                },
            (parsed, client, cancel) =>
                client.TellTaskAsync(parsed.GetRequiredValue(id), string.Join(' ', parsed.GetRequiredValue(text)), cancel),
            (task, context) => context.Output.WriteLine(task.Rehearsal
                ? $"{task.Id} has your message, but a rehearsal model works on it: a script, which does not act on messages."
                : task.Stage == TaskStage.InProgress
                ? $"{task.Id} has your message; its agent reads it at its next turn."
                : $"{task.Id} has your message; its next attempt reads it."));
    }

    private static Command Promote(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument<TaskId>("task", "The task");
        return commands.HandleWithSilo(
            new Command(
                "promote",
                "Moves a task from the backlog to Ready, so that an agent takes it.\n\nExample:\n  factory task promote task-01jd3z…")
                {
                    id
                },
            (parsed, client, cancel) => client.PromoteTaskAsync(parsed.GetRequiredValue(id), cancel),
            (task, context) => context.Output.WriteLine($"{task.Id} is {Formatting.Format(task.Stage)}."));
    }

    private static Command Cancel(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument<TaskId>("task", "The task");
        var reason = new Option<string?>("--reason") { Description = "Why, one line", HelpName = "TEXT" };
        return commands.HandleWithSilo(
            new Command(
                "cancel",
                "Stops a task and its attempt.\n\nExample:\n  factory task cancel task-01jd3z… --reason \"wrong idea\"") { id, reason },
            (parsed, client, cancel) =>
                client.CancelTaskAsync(parsed.GetRequiredValue(id), parsed.GetValue(reason), cancel),
            (task, context) => context.Output.WriteLine($"{task.Id} is {Formatting.Format(task.Stage)}."));
    }

    private static Command Retry(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument<TaskId>("task", "The task");
        return commands.HandleWithSilo(
            new Command("retry", "Sends a failed or cancelled task back to Ready.\n\nExample:\n  factory task retry task-01jd3z…") { id },
            (parsed, client, cancel) => client.RetryTaskAsync(parsed.GetRequiredValue(id), cancel),
            (task, context) => context.Output.WriteLine($"{task.Id} is {Formatting.Format(task.Stage)}."));
    }
}
