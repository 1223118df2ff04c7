using Factory.Agents.Runners;

namespace Factory.Agents.Tests.Runners;

/// <summary>What the real CLIs printed when they wrote a file over a scripted model; made in a folder named /product.</summary>
internal static class Recording
{
    /// <summary>The readers of all CLIs.</summary>
    public static IRunnerEventReader ReaderOf(string cli) => cli switch
    {
        "claude" => new ClaudeEventReader(),
        "codex" => new CodexEventReader(),
        "gemini" => new GeminiEventReader(),
        "pi" => new PiEventReader(),
        _ => throw new ArgumentOutOfRangeException(nameof(cli), cli, "There is no recording of this CLI."),
    };

    /// <summary>Reads a recording with the reader of its CLI.</summary>
    public static IReadOnlyList<RunnerEvent> Read(string cli, string name)
    {
        var reader = ReaderOf(cli);
        return [.. Lines(cli, name).SelectMany(reader.Read)];
    }

    /// <summary>The lines of a recording.</summary>
    public static string[] Lines(string cli, string name) =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Runners", "Recordings", $"{cli}-{name}.jsonl"));
}
