using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary><c>factory task diff</c>: what the change of a task does to the product.</summary>
internal static class TaskDiffCommand
{
    private const string Description = """
        The change that a task has made, or that it reviews, merges or deploys, as a unified diff.

        Examples:
          factory task diff task-01jd3z…
          factory task diff task-01jd3z… | less
        """;

    public static Command Create(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument<TaskId>("task", "The task");
        return commands.Handle(new Command("diff", Description) { id }, async (parsed, context) =>
        {
            var task = await FindAsync(parsed.GetRequiredValue(id), context);
            var change = ChangeOf(task);
            var diff = await context.Environment.Maintenance.ReadDiffAsync(
                context.Settings.ToSiloOptions(),
                task.Spec.Product!,
                change,
                context.Environment.Interrupt);
            context.Output.WriteJson(new { Type = "task-diff", Task = task.Id, change.BaseCommit, change.Commit, Diff = diff });

            // The text comes from an agent: escape sequences in it must not reach the terminal.
            context.Output.WriteLine(TerminalSanitizer.MultiLine(diff));
            return ExitCodes.Success;
        });
    }

    private static async Task<TaskView> FindAsync(TaskId id, CommandContext context)
    {
        await using var silo = await SiloConnection.TryOpenAsync(context.Settings, context.Environment);
        return silo is null
            ? await context.Environment.Maintenance.GetTaskAsync(context.Settings.ToSiloOptions(), id, context.Environment.Interrupt)
            : await silo.Client.GetTaskAsync(id, context.Environment.Interrupt);
    }

    // Reviews and merges have the change among their inputs; the newest one is what they are about.
    private static ChangeSet ChangeOf(TaskView task) =>
        new[] { task.Artifact }.Concat(task.Spec.Inputs.Reverse().Select(i => i.Artifact))
            .OfType<ChangeSet>()
            .FirstOrDefault(c => c is { Commit: not null, BaseCommit: not null } && task.Spec.Product is not null)
            ?? throw new FactoryException(
                ErrorCodes.NotFound,
                $"{task.Id} is {Formatting.Format(task.Stage)} and has no change.",
                $"See what it has: factory task show {task.Id}");
}
