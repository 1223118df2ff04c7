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

    /// <summary>Starts the CLI and waits for its end.</summary>
    /// <param name="command">The command; its output goes to a file.</param>
    /// <param name="watch">Receives what it reports.</param>
    /// <param name="ended">Completes when the CLI's work has ended and it should, too; its exception is thrown.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How it ended.</returns>
    public async Task<RunnerEvent.Ended> RunAsync(
        SandboxedCommand command,
        IRunnerWatch watch,
        Task ended,
        CancellationToken cancellationToken)
    {
        await using var process = sandbox.Start(command);
        using var lines = new OutputLines(command.OutputFile!);
        return await FollowAsync(process, command, new RunnerOutputReader(lines, watch), ended, cancellationToken);
    }

    /// <summary>
    /// Takes over a CLI that an earlier silo process started, and waits for its end. One that has ended meanwhile is read to
    /// its end.
    /// </summary>
    /// <param name="command">The command as it was started.</param>
    /// <param name="watch">Receives what it reports.</param>
    /// <param name="position">Up to where its output was recorded, in bytes.</param>
    /// <param name="ended">Completes when the CLI's work has ended and it should, too; its exception is thrown.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How it ended: with a failure of the kind <see cref="RunnerFailureKind.Stopped"/> when it was interrupted.</returns>
    public async Task<RunnerEvent.Ended> ContinueAsync(
        SandboxedCommand command,
        IRunnerWatch watch,
        long position,
        Task ended,
        CancellationToken cancellationToken)
    {
        using var lines = new OutputLines(command.OutputFile!, position);
        var reader = new RunnerOutputReader(lines, watch);
        if (sandbox.Adopt(command) is not { } process)
        {
            reader.Read(atEnd: true);
        }
        else
        {
            await using (process)
            {
                await FollowAsync(process, command, reader, ended, cancellationToken);
            }
        }

        return reader.Terminal ?? new RunnerEvent.Ended(
            new RunnerFailure(RunnerFailureKind.Stopped, "It was interrupted when the factory stopped."),
            default,
            null);
    }

    private async Task<RunnerEvent.Ended> FollowAsync(
        ISandboxedProcess process,
        SandboxedCommand command,
        RunnerOutputReader reader,
        Task ended,
        CancellationToken cancellationToken)
    {
        var stopAt = DateTimeOffset.MaxValue;
        while (!process.Completion.IsCompleted && time.GetUtcNow() < stopAt)
        {
            await Task.WhenAny(process.Completion, Task.Delay(PollInterval, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            reader.Read();
            if (ended.IsFaulted || reader.Violation is not null)
            {
                break;
            }

            if (stopAt == DateTimeOffset.MaxValue && (ended.IsCompleted || reader.Terminal is not null))
            {
                stopAt = time.GetUtcNow() + EndGrace;
            }
        }

        var exitCode = process.Completion.IsCompletedSuccessfully ? await process.Completion : default(int?);
        await process.DisposeAsync();
        reader.Read(atEnd: true);
        if (ended.IsFaulted)
        {
            await ended;
        }

        return reader.Terminal ?? EndWithoutEvent(command, reader, exitCode, process.ExceededLimit);
    }

    // Exit codes lie, so a CLI with a terminal event has failed without it, whatever its exit code says. Output for people
    // has none.
    private static RunnerEvent.Ended EndWithoutEvent(
        SandboxedCommand command,
        RunnerOutputReader reader,
        int? exitCode,
        string? limit)
    {
        limit ??= reader.Violation;
        var isSuccess = !reader.HasTerminalEvent && exitCode == 0 && limit is null;
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
}
