using Factory.Domain.Runners;
using Factory.Domain.Sandbox;

namespace Factory.Agents.Runners;

/// <summary>Runs one start of a coding CLI to its end and passes on what it reports.</summary>
internal sealed class RunnerProcess(ISandbox sandbox, TimeProvider time)
{
    /// <summary>How often the output is read.</summary>
    /// <value>100 milliseconds.</value>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a CLI may still run after its work has ended, before it is stopped.</summary>
    /// <value>20 seconds: it writes its session and its terminal event.</value>
    public static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(20);

    private const int ErrorTailLength = 2_000;
    private const long MaxOutputBytes = 512L * 1024 * 1024;

    /// <summary>Runs a start.</summary>
    /// <param name="command">The command; its output goes to a file.</param>
    /// <param name="output">How its output is read.</param>
    /// <param name="report">Receives each event.</param>
    /// <param name="ended">Completes when the CLI's work has ended and it should, too; its exception is thrown.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How it ended.</returns>
    public async Task<RunnerEvent.Ended> RunAsync(
        SandboxedCommand command,
        RunnerOutput output,
        Action<RunnerEvent> report,
        Task ended,
        CancellationToken cancellationToken)
    {
        var reader = CreateReader(output);
        RunnerEvent.Ended? terminal = null;
        using var lines = new OutputLines(command.OutputFile!);
        await using var process = sandbox.Start(command);
        var stopAt = default(DateTimeOffset?);
        while (!process.Completion.IsCompleted && time.GetUtcNow() < (stopAt ?? DateTimeOffset.MaxValue))
        {
            await Task.WhenAny(process.Completion, Task.Delay(PollInterval, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            Pass(lines.Read());
            if (ended.IsFaulted || lines.Position > MaxOutputBytes)
            {
                break;
            }

            if (stopAt is null && (ended.IsCompleted || terminal is not null))
            {
                stopAt = time.GetUtcNow() + EndGrace;
            }
        }

        var exitCode = process.Completion.IsCompletedSuccessfully ? await process.Completion : default(int?);
        await process.DisposeAsync();
        Pass(lines.Read(atEnd: true));
        if (ended.IsFaulted)
        {
            await ended;
        }

        var tooLong = lines.Position > MaxOutputBytes ? $"the output limit: {MaxOutputBytes / (1024 * 1024)} MiB are allowed" : null;
        return terminal ?? EndWithoutEvent(command, output, exitCode, process.ExceededLimit ?? tooLong);

        void Pass(IEnumerable<string> read)
        {
            // Inside the loop: a CLI that writes faster than it is read would never let it end.
            foreach (var found in read.TakeWhile(_ => lines.Position <= MaxOutputBytes).SelectMany(reader.Read))
            {
                cancellationToken.ThrowIfCancellationRequested();
                terminal = found as RunnerEvent.Ended ?? terminal;
                report(found);
            }
        }
    }

    // Exit codes lie, so a CLI with a terminal event has failed without it, whatever its exit code says. Output for people
    // has none.
    private static RunnerEvent.Ended EndWithoutEvent(SandboxedCommand command, RunnerOutput output, int? exitCode, string? limit)
    {
        var isSuccess = output == RunnerOutput.Text && exitCode == 0 && limit is null;
        return new RunnerEvent.Ended(isSuccess ? null : new RunnerFailure(RunnerFailureKind.Runner, Reason()), default, null);

        string Reason()
        {
            var how = limit is not null ? $"It was stopped by {limit}."
                : exitCode is { } code ? FormattableString.Invariant($"It ended with exit code {code} and without its last event.")
                : "It was stopped.";
            return ReadErrorTail(command.OutputFile! + SandboxedCommand.ErrorFileSuffix) is { Length: > 0 } errors
                ? $"{how} It wrote: {errors}"
                : how;
        }
    }

    private static string ReadErrorTail(string path)
    {
        if (!File.Exists(path))
        {
            return "";
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(file.Length, ErrorTailLength), SeekOrigin.End);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Trim();
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
