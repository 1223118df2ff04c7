namespace Factory.Domain.Sandbox;

/// <summary>Runs untrusted commands with limits, and isolated if the machine has a sandbox. Stopping a command kills its whole process tree.</summary>
public interface ISandbox
{
    /// <summary>The sandbox, for users: <c>bubblewrap 0.8.0</c> or <c>none</c>.</summary>
    string Description { get; }

    /// <summary>True when commands are isolated from the machine.</summary>
    bool IsIsolated { get; }

    /// <summary>Runs a command to its end.</summary>
    Task<CommandResult> RunAsync(SandboxedCommand command, CancellationToken cancellationToken);

    /// <summary>Starts a command that runs until it is disposed, for example a product's server.</summary>
    ISandboxedProcess Start(SandboxedCommand command);
}

/// <summary>A command line with its limits and folders.</summary>
/// <param name="CommandLine">Command line for <c>/bin/sh -c</c>.</param>
/// <param name="Folder">Full path of its working folder, which it may write to.</param>
/// <param name="Limits">Its limits.</param>
/// <param name="Environment">Variables besides the few that every command gets; the silo's own environment is never passed on. Null for none.</param>
/// <param name="ReadOnlyFolders">Further folders that it may read, at the same paths; null for none.</param>
/// <param name="WritableFolders">Further folders that it may write to, at the same paths; null for none.</param>
/// <param name="MountPath">
/// Full path at which the command sees <paramref name="Folder"/>; null for its own path. With it a copy works for tools that recorded full paths of the
/// original. Requires a sandbox that isolates.
/// </param>
public sealed record SandboxedCommand(
    string CommandLine,
    string Folder,
    CommandLimits Limits,
    IReadOnlyDictionary<string, string>? Environment = null,
    IReadOnlyList<string>? ReadOnlyFolders = null,
    IReadOnlyList<string>? WritableFolders = null,
    string? MountPath = null);

/// <summary>Limits of a command.</summary>
/// <param name="WallClock">Maximum duration; then the whole process tree is killed.</param>
/// <param name="MaxOutputBytes">Maximum output that is kept, head and tail; the rest is read and dropped. Default 256 KiB.</param>
/// <param name="MaxProcesses">Maximum number of processes at the same time; default 256.</param>
public sealed record CommandLimits(TimeSpan WallClock, int MaxOutputBytes = 256 * 1024, int MaxProcesses = 256)
{
    /// <summary>Two minutes.</summary>
    public static CommandLimits Default { get; } = new(TimeSpan.FromMinutes(2));
}

/// <summary>Result of a command.</summary>
/// <param name="ExitCode">-1 when it was killed.</param>
/// <param name="Output">Standard output and error, interleaved; without its middle when it is too long.</param>
/// <param name="TimedOut">True when it was killed at its maximum duration.</param>
/// <param name="Truncated">True when output was dropped.</param>
/// <param name="Duration">Wall-clock duration.</param>
/// <param name="ExceededLimit">The limit that ended it, its value and what was reached: <c>the limit on memory: 81 MiB in use, 64 MiB are allowed</c>; null when none did.</param>
/// <param name="DroppedBytes">Bytes of output that were dropped.</param>
public sealed record CommandResult(
    int ExitCode, string Output, bool TimedOut, bool Truncated, TimeSpan Duration, string? ExceededLimit = null, long DroppedBytes = 0);

/// <summary>A command that runs until it is disposed. Disposing kills the whole process tree and waits for its end.</summary>
public interface ISandboxedProcess : IAsyncDisposable
{
    /// <summary>Completes with the exit code when it ends by itself.</summary>
    Task<int> Completion { get; }

    /// <summary>The last part of its output.</summary>
    string OutputTail { get; }
}
