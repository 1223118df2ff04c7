using Factory.Cli.Output;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary>Prints one task.</summary>
internal static class TaskRenderer
{
    public static void Show(TaskView task, CommandContext context)
    {
        var output = context.Output;
        output.WriteMarkup($"[bold]{TerminalSanitizer.SingleLineMarkup(task.Spec.Title, 200)}[/]  [dim]{task.Id}[/]");
        var was = output.IsOffline && !task.IsFinished() ? "was " : "";
        output.WriteMarkup($"  {was}{Formatting.Format(task.Stage)}, {TerminalSanitizer.SingleLineMarkup(task.Spec.Kind)}" +
            DescribeStage(task));
        if (task.Rehearsal)
        {
            output.WriteMarkup("  [yellow]rehearsal[/]: by a scripted model, not a real one; its result is no work on the task");
        }

        if (task.Assignment is { } assignment)
        {
            var number = task.Attempts.Count > 1 ? $"for attempt {task.Attempts.Count}, " : "";
            output.WriteMarkup($"  {number}{Formatting.AgentName(assignment.Agent)} with " +
                $"{TerminalSanitizer.SingleLineMarkup(assignment.Model.ToString())}: " +
                $"{TerminalSanitizer.SingleLineMarkup(assignment.Reason)}");
        }

        foreach (var attempt in task.Attempts)
        {
            ShowAttempt(attempt, task.Spec.Round, output);
        }

        ShowFeedback(task, output);
        ShowMessages(task, context);
        ArtifactRenderer.Show(task, context);
        ShowWarnings(task, output);
        ShowProblem(task, context);
        ShowPendingAction(task, context);
        if (task.Attempts.Count > 0)
        {
            output.WriteLine($"  transcript: factory task log {task.Id}{context.Settings.DataOption}");
        }
    }

    private static string DescribeStage(TaskView task) => task.Spec.RunStage is { } stage
        ? $", stage {TerminalSanitizer.SingleLineMarkup(stage)}, round {Round(task)}"
        : "";

    // The specification has the round in which the task was opened; each rejection that was followed by another attempt
    // began one more.
    private static int Round(TaskView task) =>
        task.Spec.Round + task.Attempts.SkipLast(1).Count(a => a.Verdict == AttemptVerdict.Rejected);

    private static void ShowFeedback(TaskView task, ConsoleOutput output)
    {
        // What the latest result answered is over once that result is accepted.
        var isResolved = task.Stage == TaskStage.Done || task.Attempts is [.., { Verdict: AttemptVerdict.Accepted }];
        var label = isResolved ? "[dim]earlier feedback, resolved:[/]" : "[yellow]feedback[/]";
        foreach (var reason in task.Feedback)
        {
            output.WriteMarkup($"  {label} {TerminalSanitizer.SingleLineMarkup(reason, 1000)}");
        }
    }

    private static void ShowAttempt(TaskAttempt attempt, int round, ConsoleOutput output)
    {
        var was = output.IsOffline && attempt.FinishedAt is null ? "was " : "";
        var number = round > 1 ? $"{attempt.Number} of round {round}" : $"{attempt.Number}";
        var end = attempt.FinishedAt is { } at ? Formatting.Format(at - attempt.StartedAt) : was + "running";
        output.WriteMarkup($"  attempt {number}  {was}{Formatting.Format(attempt.Status)}  " +
            $"{TerminalSanitizer.SingleLineMarkup(attempt.Model.ToString())}  {Formatting.FormatCount(attempt.Usage.Total())} tok  " +
            $"{MoneyFormat.Format(attempt.Cost)}  [dim]{end}  {attempt.Id}[/]");
        if (attempt.Problem is { } failure)
        {
            output.WriteMarkup($"    [red]{TerminalSanitizer.SingleLineMarkup(failure.Message, 1000)}[/] " +
                $"[dim]({TerminalSanitizer.SingleLineMarkup(failure.Code)})[/]");
        }
    }

    private static void ShowWarnings(TaskView task, ConsoleOutput output)
    {
        if (task.Artifact is not ChangeSet change)
        {
            return;
        }

        var concerns = change.Concerns ?? [];
        var answers = change.ReviewAnswers ?? [];
        foreach (var warning in concerns.Concat(answers.Select(answer => answer.Warning).Except(concerns)))
        {
            output.WriteMarkup($"  [yellow]{(concerns.Contains(warning) ? "concern" : "remark")}[/] " +
                TerminalSanitizer.SingleLineMarkup(warning, 1000));
            foreach (var answer in answers.Where(answer => answer.Warning == warning))
            {
                output.WriteMarkup($"    [dim]the reviewer:[/] {TerminalSanitizer.SingleLineMarkup(answer.Comment, 1000)}");
            }
        }
    }

    private static void ShowProblem(TaskView task, CommandContext context)
    {
        if (task.Problem is not { } problem)
        {
            return;
        }

        context.Output.WriteMarkup($"  [red]{TerminalSanitizer.SingleLineMarkup(problem.Message, 1000)}[/] " +
            $"[dim]({TerminalSanitizer.SingleLineMarkup(problem.Code)})[/]");
        if (problem.Hint is { } hint)
        {
            context.Output.WriteLine($"  fix: {TerminalSanitizer.SingleLine(CommandHint.WithDataOption(hint, context.Settings), 2000)}");
        }
    }

    private static void ShowMessages(TaskView task, CommandContext context)
    {
        foreach (var message in task.Messages)
        {
            context.Output.WriteMarkup($"  [dim]you, {Formatting.Format(message.At, context.Environment.Time)}:[/] " +
                TerminalSanitizer.SingleLineMarkup(message.Text, 2000));
        }
    }

    private static void ShowPendingAction(TaskView task, CommandContext context)
    {
        // Escaped as a whole: the path of the data folder can have square brackets, which would be markup, and the option
        // alone would lose the space before it.
        string Type(string command) =>
            $"  [bold yellow]type: {TerminalSanitizer.SingleLineMarkup(command + context.Settings.DataOption, 1000)}[/]";
        if (task.Approval is { } approval)
        {
            context.Output.WriteMarkup(Type($"factory approve {approval}"));
        }

        if (task.Question is { } question)
        {
            context.Output.WriteMarkup($"  [yellow]asks:[/] {TerminalSanitizer.SingleLineMarkup(question.Text, 2000)}");
            context.Output.WriteMarkup(Type($"factory answer {task.Id} \"…\""));
        }
    }
}
