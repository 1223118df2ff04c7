using Factory.Domain.Runners;

namespace Factory.Agents.Runners;

/// <summary>Reads the output of one start: its lines become events.</summary>
internal sealed class RunnerOutputReader(OutputLines lines, IRunnerWatch watch)
{
    private readonly IRunnerEventReader _reader = CreateReader(watch.Output);

    /// <summary>The terminal event; null while there was none.</summary>
    public RunnerEvent.Ended? Terminal { get; private set; }

    /// <summary>True when this CLI says by an event how it ended.</summary>
    public bool HasTerminalEvent => watch.Output != RunnerOutput.Text;

    /// <summary>Up to where the output has been read, in bytes.</summary>
    public long Position => lines.Position;

    /// <summary>Passes on what was printed since the last call.</summary>
    /// <param name="atEnd">True when nothing will be printed any more.</param>
    public void Read(bool atEnd = false)
    {
        foreach (var found in lines.Read(atEnd).SelectMany(_reader.Read))
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
