using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>
/// Runs each command as a <see cref="LimitedProcess"/>. Derived classes decide how the process is isolated.
/// </summary>
internal abstract class ProcessSandbox(SandboxOptions options, TimeProvider time) : ISandbox
{
    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public abstract bool IsIsolated { get; }

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(SandboxedCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = time.GetTimestamp();
        await using var process = StartProcess(command);
        await using var registration = cancellationToken.Register(static p => ((LimitedProcess)p!).Stop(), process);

        // The caller may delete the command's folder as soon as this method has thrown, so a cancellation is reported
        // only after the last process has ended.
        var exitCode = await process.Completion;
        cancellationToken.ThrowIfCancellationRequested();
        return new CommandResult(
            exitCode,
            process.Output,
            process.TimedOut,
            process.Truncated,
            time.GetElapsedTime(started),
            process.ExceededLimit,
            process.DroppedBytes)
        {
            DiskTakenByOthers = process.DiskTakenByOthers,
        };
    }

    /// <inheritdoc/>
    public ISandboxedProcess Start(SandboxedCommand command) => StartProcess(command);

    /// <inheritdoc/>
    public ISandboxedProcess? Adopt(SandboxedCommand command) =>
        command.SurvivalTag is { } tag && AdoptedProcess.Find(tag, time) is { } process
            ? new LimitedProcess(process, command, options, time)
            : null;

    /// <inheritdoc/>
    public IReadOnlyList<string> FindSurvivors(string prefix) =>
    [
        .. ProcessTable.Read()
            .Where(process => !process.IsZombie)
            .Select(process => ProcessTag.Of(process.Id) ?? "")
            .Where(tag => tag.StartsWith(prefix, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Returns the program and environment that run a command under this kind of isolation.</summary>
    /// <param name="command">The command, already validated.</param>
    /// <param name="tag">The tag of its process tree.</param>
    protected abstract SandboxLaunch CreateLaunch(SandboxedCommand command, string tag);

    private LimitedProcess StartProcess(SandboxedCommand command)
    {
        SandboxLaunch.EnsureValid(command);

        // Without isolation nothing but the silo holds a command together, so it never outlives the silo.
        var tag = (IsIsolated ? command.SurvivalTag : null) ?? ProcessTag.Create();
        return new LimitedProcess(CreateLaunch(command, tag), command, options, time);
    }
}
