using System.Globalization;
using Factory.Cli.Output;
using Factory.Contracts.Events;
using Factory.Contracts.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Factory.Cli.Runs;

/// <summary>
/// Renders a run as a tree, from its view and the latest progress of its attempts. Rendering has no side effects.
/// </summary>
internal sealed class RunRenderer(string dataHint)
{
    private readonly Dictionary<string, Progress> _progress = new(StringComparer.Ordinal);
    private RunView? _run;
    private IReadOnlyList<PendingAction> _pendingActions = [];

    /// <summary>True while the factory starts no new attempts.</summary>
    public bool IsPaused { get; set; }

    /// <summary>True while the factory does not answer.</summary>
    public bool IsLost { get; set; }

    /// <summary>Sets the present view of the run.</summary>
    public void Update(RunView run, IReadOnlyList<PendingAction> waits)
    {
        _run = run;
        _pendingActions = waits;
    }

    /// <summary>Applies the progress of an attempt; other events are ignored.</summary>
    public void Update(FactoryEvent @event)
    {
        if (@event.Type is EventTypes.AttemptStarted or EventTypes.AttemptProgress or EventTypes.AttemptEnded
            && @event.Data.TryGetValue("stage", out var stage))
        {
            _progress[stage] = new Progress(
                @event.Data.GetValueOrDefault("agent", ""),
                @event.Data.GetValueOrDefault("model", ""),
                @event.Data.GetValueOrDefault("number", ""),
                Number(@event, "tokens"),
                @event.Data.GetValueOrDefault("action", ""));
        }
    }

    /// <summary>Renders the present state.</summary>
    /// <param name="now">The time; null when no silo works on the run, so that nothing is shown as if it moved.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="tick">Counts refreshes; it advances the spinner.</param>
    public IRenderable Render(DateTimeOffset? now, int width, int tick)
    {
        if (_run is null)
        {
            return new Text("");
        }

        var tree = new Tree($"[bold]{TerminalSanitizer.SingleLineMarkup(_run.Product.Name, 40)}[/]  " +
            $"{TerminalSanitizer.SingleLineMarkup(_run.Idea, Math.Max(10, width - 46))}  [dim]{_run.Id}[/]")
        { Guide = TreeGuide.Line };
        foreach (var stage in _run.Stages)
        {
            AddStage(tree, stage, now, width, tick);
        }

        if (IsPaused && !_run.IsFinished())
        {
            var command = TerminalSanitizer.SingleLineMarkup("factory resume" + dataHint, 1000);
            tree.AddNode($"[yellow]paused: no new attempt is started. Type: {command}[/]");
        }

        if (IsLost)
        {
            tree.AddNode("[yellow]the factory does not answer: trying again for half a minute[/]");
        }

        return tree;
    }

    private void AddStage(Tree tree, StageView stage, DateTimeOffset? now, int width, int tick)
    {
        var progress = _progress.GetValueOrDefault(stage.Name);
        var node = tree.AddNode(StageLine.Format(stage, progress, now, tick));
        foreach (var wait in _pendingActions.Where(w => w.Stage == stage.Name))
        {
            node.AddNode($"[yellow]{TerminalSanitizer.SingleLineMarkup(wait.Text, width * 2)}[/]");
            node.AddNode($"[bold yellow]type: {TerminalSanitizer.SingleLineMarkup(wait.Command + dataHint)}[/]");
        }

        if (stage.Status == StageStatus.Running && progress is { Action.Length: > 0 })
        {
            node.AddNode($"[dim]{TerminalSanitizer.SingleLineMarkup(progress.Action, Math.Max(10, width - 12))}[/]");
        }
        else if (stage.Outcome is not null && stage.Status is not StageStatus.Done)
        {
            node.AddNode($"[dim]{TerminalSanitizer.SingleLineMarkup(stage.Outcome, width * 2)}[/]");
        }
    }

    // Data of events are texts. A wrong one must not end the display of a run that is fine.
    private static long Number(FactoryEvent @event, string key) =>
        long.TryParse(@event.Data.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The progress of the latest attempt of a stage.</summary>
    internal sealed record Progress(string Agent, string Model, string Attempt, long Tokens, string Action);
}
