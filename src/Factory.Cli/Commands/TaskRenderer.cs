using Factory.Cli.Output;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary>One task for people.</summary>
internal static class TaskRenderer
{
    public static void Show(TaskView task, CommandContext session)
    {
        var output = session.Output;
        output.Markup($"[bold]{TerminalSanitizer.Markup(task.Spec.Title, 200)}[/]  [dim]{task.Id}[/]");
        output.Markup($"  {Formatting.Of(task.Stage)}, {TerminalSanitizer.Markup(task.Spec.Kind)}{(task.Spec.RunStage is { } stage ? $", stage {TerminalSanitizer.Markup(stage)}, round {task.Spec.Round}" : "")}");
        if (task.Assignment is { } assignment)
        {
            output.Markup($"  {Formatting.Name(assignment.Agent)} with {TerminalSanitizer.Markup(assignment.Model.ToString())}: {TerminalSanitizer.Markup(assignment.Reason)}");
        }

        foreach (var attempt in task.Attempts)
        {
            var end = attempt.FinishedAt is { } at ? Formatting.Of(at - attempt.StartedAt) : "at work";
            output.Markup($"  attempt {attempt.Number}  {Formatting.Of(attempt.Status)}  {TerminalSanitizer.Markup(attempt.Model.ToString())}  {Formatting.Count(attempt.Usage.Total())} tok  {attempt.Cost}  [dim]{end}  {attempt.Id}[/]");
            if (attempt.Problem is { } failure)
            {
                output.Markup($"    [red]{TerminalSanitizer.Markup(failure.Message, 1000)}[/] [dim]({TerminalSanitizer.Markup(failure.Code)})[/]");
            }
        }

        foreach (var reason in task.Feedback)
        {
            output.Markup($"  [yellow]feedback[/] {TerminalSanitizer.Markup(reason, 1000)}");
        }

        if (task.Problem is { } problem)
        {
            output.Markup($"  [red]{TerminalSanitizer.Markup(problem.Message, 1000)}[/] [dim]({TerminalSanitizer.Markup(problem.Code)})[/]");
            if (problem.Hint is { } hint)
            {
                output.Line($"  fix: {TerminalSanitizer.Line(CommandHint.For(hint, session.Settings), 2000)}");
            }
        }

        if (task.Approval is { } approval)
        {
            output.Markup($"  [bold yellow]type: factory approve {approval}{TerminalSanitizer.Markup(session.Settings.DataHint)}[/]");
        }

        if (task.Question is { } question)
        {
            output.Markup($"  [yellow]asks:[/] {TerminalSanitizer.Markup(question.Text, 2000)}");
            output.Markup($"  [bold yellow]type: factory answer {task.Id} \"…\"{TerminalSanitizer.Markup(session.Settings.DataHint)}[/]");
        }
    }
}
