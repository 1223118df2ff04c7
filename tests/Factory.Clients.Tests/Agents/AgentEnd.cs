using Factory.Agents.Runners;
using Factory.Domain.Runners;

namespace Factory.Clients.Tests.Agents;

/// <summary>How a CLI ended.</summary>
/// <param name="Format">How its output is read.</param>
/// <param name="ExitCode">Its exit code, which means little: CLIs end with 0 after refusals.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Error">What it printed on standard error.</param>
internal sealed record AgentEnd(RunnerOutput Format, int ExitCode, string Output, string Error)
{
    /// <summary>True when its own last word is that the work is done.</summary>
    public bool IsSuccess => Read().OfType<RunnerEvent.Ended>().LastOrDefault() is { Failure: null };

    public override string ToString() => $"exit {ExitCode}\n{Tail(Output)}\n{Tail(Error)}";

    private IEnumerable<RunnerEvent> Read()
    {
        IRunnerEventReader reader = Format switch
        {
            RunnerOutput.Claude => new ClaudeEventReader(),
            RunnerOutput.Codex => new CodexEventReader(),
            RunnerOutput.Gemini => new GeminiEventReader(),
            RunnerOutput.Pi => new PiEventReader(),
            _ => new TextEventReader(),
        };
        return [.. Output.Split('\n').SelectMany(reader.Read)];
    }

    private static string Tail(string text) => text.Length <= 3000 ? text : text[^3000..];
}
