using Factory.Cli.Output;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary>Prints one task.</summary>
internal static class TaskRenderer
{
    public static void Show(TaskView task, CommandContext context)
    {
        var output = context.Output;
        output.WriteMarkup($"[bold]{TerminalSanitizer.SingleLineMarkup(task.Spec.Title, 200)}[/]  [dim]{task.Id}[/]");
        output.WriteMarkup($"  {Formatting.Format(task.Stage)}, " +
            $"{TerminalSanitizer.SingleLineMarkup(task.Spec.Kind)}{(task.Spec.RunStage is { } stage ? $", stage {TerminalSanitizer.SingleLineMarkup(stage)}, round {task.Spec.Round}" : "")}");
        if (task.Assignment is { } assignment)
        {
            output.WriteMarkup($"  {Formatting.AgentName(assignment.Agent)} with " +
                $"{TerminalSanitizer.SingleLineMarkup(assignment.Model.ToString())}: " +
                $"{TerminalSanitizer.SingleLineMarkup(assignment.Reason)}");
        }

        foreach (var attempt in task.Attempts)
        {
            var end = attempt.FinishedAt is { } at ? Formatting.Format(at - attempt.StartedAt) : "running";
            output.WriteMarkup($"  attempt {attempt.Number}  {Formatting.Format(attempt.Status)}  " +
                $"{TerminalSanitizer.SingleLineMarkup(attempt.Model.ToString())}  {Formatting.FormatCount(attempt.Usage.Total())} tok  " +
                $"{attempt.Cost}  [dim]{end}  {attempt.Id}[/]");
            if (attempt.Problem is { } failure)
            {
                output.WriteMarkup($"    [red]{TerminalSanitizer.SingleLineMarkup(failure.Message, 1000)}[/] " +
                    $"[dim]({TerminalSanitizer.SingleLineMarkup(failure.Code)})[/]");
            }
        }

        foreach (var reason in task.Feedback)
        {
            output.WriteMarkup($"  [yellow]feedback[/] {TerminalSanitizer.SingleLineMarkup(reason, 1000)}");
        }

        if (task.Problem is { } problem)
        {
            output.WriteMarkup($"  [red]{TerminalSanitizer.SingleLineMarkup(problem.Message, 1000)}[/] " +
                $"[dim]({TerminalSanitizer.SingleLineMarkup(problem.Code)})[/]");
            if (problem.Hint is { } hint)
            {
                output.WriteLine($"  fix: {TerminalSanitizer.SingleLine(CommandHint.WithDataOption(hint, context.Settings), 2000)}");
            }
        }

        if (task.Approval is { } approval)
        {
            // The path in the option is escaped, because square brackets in it would be markup.
            output.WriteMarkup("  [bold yellow]type: factory approve " +
                $"{approval}{TerminalSanitizer.SingleLineMarkup(context.Settings.DataOption)}[/]");
        }

        if (task.Question is { } question)
        {
            output.WriteMarkup($"  [yellow]asks:[/] {TerminalSanitizer.SingleLineMarkup(question.Text, 2000)}");
            output.WriteMarkup($"  [bold yellow]type: factory answer {task.Id} " +
                $"\"…\"{TerminalSanitizer.SingleLineMarkup(context.Settings.DataOption)}[/]");
        }
    }
}
