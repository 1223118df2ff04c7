using Factory.Domain.Runners;

namespace Factory.Agents.Runners;

/// <summary>Reads the output of one start: its lines become events.</summary>
internal sealed class RunnerOutputReader(OutputLines lines, IRunnerWatch watch)
{
    /// <summary>How much of a start's output is read.</summary>
    /// <value>512 MiB.</value>
    public const long MaxBytes = 512L * 1024 * 1024;

    private readonly IRunnerEventReader _reader = CreateReader(watch.Output);

    /// <summary>The terminal event; null while there was none.</summary>
    public RunnerEvent.Ended? Terminal { get; private set; }

    /// <summary>True when this CLI says by an event how it ended.</summary>
    public bool HasTerminalEvent => watch.Output != RunnerOutput.Text;

    /// <summary>The rule that the output has broken, so that nothing more of it is read; null while it has broken none.</summary>
    public string? Violation =>
        lines.Position > MaxBytes ? $"the output limit: {MaxBytes / (1024 * 1024)} MiB are allowed"
        : lines.WasShortened ? "the rule that output is only appended to: it has deleted some"
        : null;

    /// <summary>Passes on what was printed since the last call.</summary>
    /// <param name="atEnd">True when nothing will be printed any more.</param>
    public void Read(bool atEnd = false)
    {
        // Inside the loop: a CLI that writes faster than it is read would never let it end.
        foreach (var found in lines.Read(atEnd).TakeWhile(_ => Violation is null).SelectMany(_reader.Read))
        {
            Terminal = found as RunnerEvent.Ended ?? Terminal;
            watch.Record(found);
        }

        watch.Reach(lines.Position);
    }

    private static IRunnerEventReader CreateReader(RunnerOutput output) => output switch
    {
        RunnerOutput.Claude => new ClaudeEventReader(),
        RunnerOutput.Codex => new CodexEventReader(),
        RunnerOutput.Gemini => new GeminiEventReader(),
        RunnerOutput.Pi => new PiEventReader(),
        _ => new TextEventReader(),
    };
}
