using Factory.Contracts.Errors;

namespace Factory.Domain.Sandbox;

/// <summary>
/// Runs commands of untrusted code: with limits, and inside a sandbox where there is one. A kill takes the whole
/// process tree.
/// </summary>
public interface ISandbox
{
    /// <summary>
    /// What stands between a command and the machine, for users to read: <c>bubblewrap 0.8.0</c> or <c>none</c>.
    /// </summary>
    string Description { get; }

    /// <summary>True when commands are really contained.</summary>
    bool IsIsolated { get; }

    /// <summary>Runs a command line to its end.</summary>
    Task<CommandResult> RunAsync(SandboxedCommand command, CancellationToken cancellationToken);

    /// <summary>Starts a command that goes on until disposed, for example a product that serves.</summary>
    ISandboxedProcess Start(SandboxedCommand command);

    /// <summary>
    /// Takes over a command that an earlier silo process started with <see cref="SandboxedCommand.SurvivalTag"/>; its limits
    /// hold again from now on.
    /// </summary>
    /// <param name="command">The command as it was started.</param>
    /// <returns>Null when nothing of it runs any more.</returns>
    ISandboxedProcess? Adopt(SandboxedCommand command);

    /// <summary>Returns the <see cref="SandboxedCommand.SurvivalTag"/>s of commands of any silo that still run.</summary>
    /// <param name="prefix">What the tags begin with.</param>
    IReadOnlyList<string> FindSurvivors(string prefix);
}

/// <summary>A command line and what it may use.</summary>
/// <param name="CommandLine">Given to <c>/bin/sh -c</c>.</param>
/// <param name="Folder">Full path of its working folder, which it may write.</param>
/// <param name="Limits">What it may use.</param>
/// <param name="Environment">Added to the few variables that every command gets; never the silo's own
/// environment.</param>
/// <param name="ReadOnlyFolders">Further folders it may read, at the same paths.</param>
/// <param name="WritableFolders">Further folders it may write, at the same paths.</param>
/// <param name="MountPath">
/// Full path at which the command finds <paramref name="Folder"/>; null for its own. A copy then looks like what it is
/// a copy of to tools that wrote full paths down. Only a sandbox that contains can do it.
/// </param>
public sealed record SandboxedCommand(
    string CommandLine,
    string Folder,
    CommandLimits Limits,
    IReadOnlyDictionary<string, string>? Environment = null,
    IReadOnlyList<string>? ReadOnlyFolders = null,
    IReadOnlyList<string>? WritableFolders = null,
    string? MountPath = null)
{
    /// <value>Sockets of the host that it reaches by TCP. Default none: there is no network otherwise.</value>
    public IReadOnlyList<ForwardedSocket> ForwardedSockets { get; init; } = [];

    /// <value>
    /// Full path of a file that its standard output is appended to, and its standard error to one with
    /// <see cref="ErrorFileSuffix"/> after it. Null: both are captured together, up to the limit.
    /// </value>
    public string? OutputFile { get; init; }

    /// <value>
    /// Makes an isolated command outlive the silo: a later process finds it by this text, which must be unique on the
    /// machine, and takes it over (<see cref="ISandbox.Adopt"/>). Null: it ends with the silo. Requires an output file.
    /// </value>
    public string? SurvivalTag { get; init; }

    /// <value>What follows the name of the output file in that of the file of errors.</value>
    public const string ErrorFileSuffix = ".errors";
}

/// <summary>What a command may use.</summary>
/// <param name="WallClock">Then the whole process tree is killed.</param>
/// <param name="MaxOutputBytes">More is read and dropped; the head and the tail are kept.</param>
/// <param name="MaxProcesses">Processes at once.</param>
public sealed record CommandLimits(TimeSpan WallClock, int MaxOutputBytes = 256 * 1024, int MaxProcesses = 256)
{
    /// <summary>Two minutes.</summary>
    public static CommandLimits Default { get; } = new(TimeSpan.FromMinutes(2));
}

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">-1 when it was killed.</param>
/// <param name="Output">Standard output and error, interleaved; the middle is left out when it is too long.</param>
/// <param name="TimedOut">True when the wall clock killed it.</param>
/// <param name="Truncated">True when output was dropped.</param>
/// <param name="Duration">Wall clock.</param>
/// <param name="ExceededLimit">Which limit ended it, its value and what was reached: <c>the memory limit: 81 MiB in
/// use, 64 MiB are allowed</c>; null when none did.</param>
/// <param name="DroppedBytes">How much output was dropped.</param>
public sealed record CommandResult(
    int ExitCode,
    string Output,
    bool TimedOut,
    bool Truncated,
    TimeSpan Duration,
    string? ExceededLimit = null,
    long DroppedBytes = 0)
{
    /// <summary>
    /// True when the command was killed because the disk was nearly full, and others had filled it: a failure of the machine,
    /// which says nothing about the command.
    /// </summary>
    public bool DiskTakenByOthers { get; init; }

    /// <summary>Throws when the command ended because others had filled the disk.</summary>
    /// <exception cref="FactoryException"><c>data.disk_full</c>.</exception>
    public CommandResult ThrowIfDiskTakenByOthers() => DiskTakenByOthers
        ? throw new FactoryException(ErrorCodes.DiskFull, $"A command was killed by {ExceededLimit}.", "Free space on the disk.")
        : this;
}

/// <summary>
/// A command that goes on until it is disposed; disposing kills the whole process tree and waits for it.
/// </summary>
public interface ISandboxedProcess : IAsyncDisposable
{
    /// <summary>Completes with the exit code when it ends by itself.</summary>
    Task<int> Completion { get; }

    /// <summary>The last part of what it printed.</summary>
    string OutputTail { get; }

    /// <summary>Which limit ended it; null when none did.</summary>
    string? ExceededLimit { get; }
}
