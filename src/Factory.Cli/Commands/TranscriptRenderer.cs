using Factory.Cli.Output;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;

namespace Factory.Cli.Commands;

/// <summary>Prints entries of a transcript. All their text is untrusted.</summary>
internal static class TranscriptRenderer
{
    private const int MaxLines = 12;
    private const int MaxColumns = 400;

    public static void ShowHeading(TaskAttempt attempt, ConsoleOutput output) =>
        output.WriteMarkup($"[bold]attempt {attempt.Number}[/]  {Formatting.AgentName(attempt.Agent)} with " +
            $"{TerminalSanitizer.SingleLineMarkup(attempt.Model.ToString())}  [dim]{attempt.Id}[/]");

    /// <param name="entry">The entry.</param>
    /// <param name="context">Where to print it.</param>
    /// <param name="full">False to print only the first lines of its text.</param>
    public static void Show(TranscriptEntry entry, CommandContext context, bool full)
    {
        var at = TimeZoneInfo.ConvertTime(entry.At, context.Environment.Time.LocalTimeZone);
        context.Output.WriteMarkup($"[dim]{at:HH:mm:ss}[/] {Label(entry)}");
        var lines = TerminalSanitizer.MultiLine(entry.Text).TrimEnd('\n').Split('\n');
        foreach (var line in full ? lines : lines.Take(MaxLines))
        {
            context.Output.WriteLine($"    {(full ? line : TerminalSanitizer.SingleLine(line, MaxColumns))}".TrimEnd());
        }

        if (!full && lines.Length > MaxLines)
        {
            context.Output.WriteMarkup($"    [dim]… {lines.Length - MaxLines} more lines; print them with --full[/]");
        }

        if (entry.OmittedCharacters is { } omitted)
        {
            context.Output.WriteMarkup($"    [dim]… {Formatting.FormatCount(omitted)} characters were not recorded[/]");
        }
    }

    private static string Label(TranscriptEntry entry)
    {
        var tool = TerminalSanitizer.SingleLineMarkup(entry.Tool, 60);
        return entry.Kind switch
        {
            TranscriptEntryKind.Prompt => "[bold]prompt[/]",
            TranscriptEntryKind.Assistant => $"[bold blue]model[/]{Spent(entry)}",
            TranscriptEntryKind.Reasoning => "[dim]reasoning[/]",
            TranscriptEntryKind.ToolCall => $"[bold]call[/] {tool}",
            TranscriptEntryKind.ToolResult => entry.IsError ? $"[red]error of[/] {tool}" : $"[green]result of[/] {tool}",
            TranscriptEntryKind.Reminder => "[yellow]factory[/]",
            TranscriptEntryKind.AttemptEnd => $"[bold]end[/]{Spent(entry)}",
            TranscriptEntryKind.Operator => "[bold yellow]operator[/]",
            TranscriptEntryKind.Notice => "[yellow]notice[/]",
            _ => "",
        };
    }

    private static string Spent(TranscriptEntry entry) => entry is { Usage: { } usage, Cost: { } cost }
        ? $" [dim]{Formatting.FormatCount(usage.Total())} tok, {MoneyFormat.Format(cost)} so far[/]"
        : "";
}
