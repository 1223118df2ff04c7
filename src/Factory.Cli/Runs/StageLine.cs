using Factory.Cli.Output;
using Factory.Contracts.Runs;

namespace Factory.Cli.Runs;

/// <summary>Formats a stage as one line: glyph, name, agent, model, attempt, tokens, cost, elapsed.</summary>
internal static class StageLine
{
    private const string Interrupted = "[yellow]‖[/]";

    private static readonly string[] Spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

    public static string Format(StageView stage, RunRenderer.Progress? progress, DateTimeOffset? now, int tick)
    {
        // Without a silo nothing runs, whatever the stored state says.
        var glyph = now is null && stage.Status == StageStatus.Running ? Interrupted : Glyph(stage.Status, tick);
        var line = $"{glyph} {Pad(stage.Name, 13)}";
        if (stage.StartedAt is null)
        {
            return $"{line} [dim]{Formatting.Format(stage.Status)}[/]";
        }

        var running = stage.Status == StageStatus.Running;
        var agent = stage.Agent is { } id
            ? Formatting.AgentName(id)
            : IdText.TryParse<AgentId>(progress?.Agent, out var from)
            ? Formatting.AgentName(from)
            : "";
        var model = stage.Model?.ToString() ?? progress?.Model ?? "";

        // Of all rounds: the number in the progress is that within a round.
        var number = Math.Max(stage.Attempts, running && int.TryParse(progress?.Attempt, out var latest) ? latest : 0);
        var attempt = number > 0 ? $"#{number}" : "";
        var tokens = Math.Max(stage.Usage.Total(), running ? progress?.Tokens ?? 0 : 0);
        var elapsed = (stage.FinishedAt ?? now) - stage.StartedAt.Value is { } time ? Formatting.Format(time) : "";
        return $"{line} [bold]{Pad(agent, 6)}[/] [blue]{Pad(model, 24)}[/] {Pad(attempt, 3)} {Formatting.FormatCount(tokens),7} tok  " +
            $"{MoneyFormat.Format(stage.Cost),10}  [dim]{elapsed,8}[/]";
    }

    public static string Glyph(StageStatus status, int tick) => status switch
    {
        StageStatus.Running => $"[cyan]{Spinner[tick % Spinner.Length]}[/]",
        StageStatus.InReview => "[cyan]◌[/]",
        StageStatus.WaitingForOperator => "[yellow]?[/]",
        StageStatus.Done => "[green]✔[/]",
        StageStatus.Failed => "[red]✘[/]",
        StageStatus.Cancelled => "[dim]⊘[/]",
        _ => "[dim]·[/]",
    };

    private static string Pad(string text, int width)
    {
        var line = TerminalSanitizer.SingleLine(text, width);
        return TerminalSanitizer.SingleLineMarkup(line, width) + new string(' ', Math.Max(0, width - line.Length));
    }
}
