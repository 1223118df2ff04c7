using Factory.Cli.Output;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary>One task for people.</summary>
internal static class TaskPicture
{
    public static void Show(TaskView task, Session session)
    {
        var output = session.Output;
        output.Markup($"[bold]{SafeText.Markup(task.Spec.Title, 200)}[/]  [dim]{task.Id}[/]");
        output.Markup($"  {Words.Of(task.Stage)}, {SafeText.Markup(task.Spec.Kind)}{(task.Spec.RunStage is { } stage ? $", stage {SafeText.Markup(stage)}, round {task.Spec.Round}" : "")}");
        if (task.Assignment is { } assignment)
        {
            output.Markup($"  {Words.Name(assignment.Agent)} with {SafeText.Markup(assignment.Model.ToString())}: {SafeText.Markup(assignment.Reason)}");
        }

        foreach (var attempt in task.Attempts)
        {
            var end = attempt.FinishedAt is { } at ? Words.Of(at - attempt.StartedAt) : "at work";
            output.Markup($"  attempt {attempt.Number}  {Words.Of(attempt.Status)}  {SafeText.Markup(attempt.Model.ToString())}  {Words.Count(attempt.Usage.Total())} tok  {attempt.Cost}  [dim]{end}  {attempt.Id}[/]");
            if (attempt.Problem is { } failure)
            {
                output.Markup($"    [red]{SafeText.Markup(failure.Message, 1000)}[/] [dim]({SafeText.Markup(failure.Code)})[/]");
            }
        }

        foreach (var reason in task.Feedback)
        {
            output.Markup($"  [yellow]feedback[/] {SafeText.Markup(reason, 1000)}");
        }

        if (task.Problem is { } problem)
        {
            output.Markup($"  [red]{SafeText.Markup(problem.Message, 1000)}[/] [dim]({SafeText.Markup(problem.Code)})[/]");
            if (problem.Hint is { } hint)
            {
                output.Line($"  fix: {SafeText.Line(CommandHint.For(hint, session.Settings), 2000)}");
            }
        }

        if (task.Approval is { } approval)
        {
            output.Markup($"  [bold yellow]type: factory approve {approval}{SafeText.Markup(session.Settings.DataHint)}[/]");
        }

        if (task.Question is { } question)
        {
            output.Markup($"  [yellow]asks:[/] {SafeText.Markup(question.Text, 2000)}");
            output.Markup($"  [bold yellow]type: factory answer {task.Id} \"…\"{SafeText.Markup(session.Settings.DataHint)}[/]");
        }
    }
}
