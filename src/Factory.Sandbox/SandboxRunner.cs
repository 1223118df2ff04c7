using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>Runs a launched command to its end.</summary>
internal static class SandboxRunner
{
    /// <summary>Waits; a cancellation kills the tree first and then throws.</summary>
    public static async Task<CommandResult> RunToCompletionAsync(Func<LimitedProcess> launch, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = time.GetTimestamp();
        await using var process = launch();
        await using var registration = cancellationToken.Register(static p => ((LimitedProcess)p!).Stop(), process);
        var exitCode = await process.Completion;
        cancellationToken.ThrowIfCancellationRequested();
        return new CommandResult(exitCode, process.Output, process.TimedOut, process.Truncated, time.GetElapsedTime(started), process.StoppedBy, process.DroppedBytes);
    }
}
