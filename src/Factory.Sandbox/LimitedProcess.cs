using System.Globalization;
using System.IO.Pipes;
using Factory.Domain.Sandbox;
using Factory.Sandbox.Files;

namespace Factory.Sandbox;

/// <summary>A running command: reads its output, enforces its limits, and ends its whole process tree.</summary>
internal sealed class LimitedProcess : ISandboxedProcess
{
    private const int OutputTailBytes = 16 * 1024;
    private const int KilledExitCode = -1;
    private const long MaxOutputFileBytes = 512L * 1024 * 1024;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    // The pipe reaches its end as soon as all writers are dead.
    private static readonly TimeSpan OutputDrainTimeout = TimeSpan.FromSeconds(5);
    private const int MaxDrainRounds = 12;

    // Long enough for a busy machine to read what is left. A program that still keeps the pipe open cannot be found:
    // the open files of another user's process, or of one that has forbidden it, are not readable.
    private static readonly TimeSpan UnseenWriterTimeout = TimeSpan.FromMinutes(1);

    private readonly ICommandProcess _process;
    private readonly Cgroup? _cgroup;
    private readonly ProcessTree _tree;
    private readonly CommandLimits _limits;
    private readonly long _maxMemoryBytes;
    private readonly DiskUsageWatch _diskWatch;
    private readonly string? _outputFile;
    private readonly TimeProvider _time;
    private readonly OutputCapture _output;
    private readonly CancellationTokenSource _stop;
    private readonly Lazy<Task> _disposal;
    private volatile string? _exceededLimit;

    /// <summary>Starts a command.</summary>
    /// <param name="launch">Program and environment.</param>
    /// <param name="command">The command: its folder, limits and the further folders that it may write to.</param>
    /// <param name="options">The limits on memory and disk space.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="Factory.Contracts.Errors.FactoryException">The program cannot be started.</exception>
    public LimitedProcess(SandboxLaunch launch, SandboxedCommand command, SandboxOptions options, TimeProvider time)
        : this(
            launch.Tag,
            group => new StartedProcess(launch.Start(command.Folder, group, command.OutputFile), launch),
            command,
            options,
            time)
    {
    }

    /// <summary>Takes over a command that runs already.</summary>
    /// <param name="process">Its first process.</param>
    /// <param name="command">The command: its folder, limits and the further folders that it may write to.</param>
    /// <param name="options">The limits on memory and disk space.</param>
    /// <param name="time">The clock.</param>
    public LimitedProcess(AdoptedProcess process, SandboxedCommand command, SandboxOptions options, TimeProvider time)
        : this(process.Tag, _ => process, command, options, time)
    {
    }

    private LimitedProcess(
        string tag,
        Func<Cgroup?, ICommandProcess> start,
        SandboxedCommand command,
        SandboxOptions options,
        TimeProvider time)
    {
        _limits = command.Limits;
        _maxMemoryBytes = options.MaxMemoryBytes;
        _diskWatch = new DiskUsageWatch([command.Folder, .. command.WritableFolders ?? []], options);
        _outputFile = command.OutputFile;
        _time = time;
        _output = new OutputCapture(_limits.MaxOutputBytes);
        _stop = new CancellationTokenSource();
        _cgroup = Cgroup.TryCreate(
            tag,
            new CgroupLimits(_limits.MaxProcesses, _maxMemoryBytes, options.CpuWeight, options.MaxProcessors));
        _process = start(_cgroup);
        _tree = new ProcessTree(_process.Id, tag, _cgroup);
        _disposal = new Lazy<Task>(CleanUpAsync);
        Completion = RunToCompletionAsync();
    }

    /// <inheritdoc/>
    public Task<int> Completion { get; }

    /// <inheritdoc/>
    public string OutputTail => _output.Tail(OutputTailBytes);

    /// <summary>True when the command was killed because its time was up.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>True when output was dropped.</summary>
    public bool Truncated => _output.Truncated;

    /// <summary>How many bytes of output were dropped.</summary>
    public long DroppedBytes => _output.DroppedBytes;

    /// <summary>The limit that the command exceeded, for a message; null when it exceeded none.</summary>
    public string? ExceededLimit => _exceededLimit;

    /// <summary>True when it was killed because the disk is nearly full, and others have filled it.</summary>
    public bool DiskTakenByOthers => _exceededLimit is not null && _diskWatch.IsTakenByOthers;

    /// <summary>The captured output, followed by the reason when the command was killed.</summary>
    public string Output => _exceededLimit is { } reason ? $"{_output.ToText()}\n[killed by {reason}]\n" : _output.ToText();

    /// <summary>Kills the whole process tree. <see cref="Completion"/> completes when all of it has ended.</summary>
    public void Stop() => _stop.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The second time there is nothing to stop any more, and what would stop it is disposed.
        if (!_disposal.IsValueCreated)
        {
            Stop();
        }

        await _disposal.Value;
    }

    private async Task<int> RunToCompletionAsync()
    {
        using var wallClock = new CancellationTokenSource(_limits.WallClock, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, wallClock.Token);
        using var endReading = new CancellationTokenSource();
        var reading = ReadOutputAsync(endReading.Token);
        var exited = _process.WaitForExitAsync(end.Token);
        var watching = WatchLimitsAsync(end.Token);
        try
        {
            await Task.WhenAny(exited, watching);

            // However the wait ended, the state of the process decides: a command that ended while its time ran out has
            // not timed out.
            TimedOut = !_process.HasExited && wallClock.IsCancellationRequested;
            if (TimedOut)
            {
                _exceededLimit = string.Create(CultureInfo.InvariantCulture, $"the time limit of {_limits.WallClock.TotalSeconds:0.###} s");
            }

            // What nobody watches must not go on.
            _exceededLimit ??= watching.Exception is { } failure
                ? "the failure to watch its limits: " + failure.GetBaseException().Message
                : null;
            var killed = !_process.HasExited;
            await EndTreeAsync(end);
            await _process.WaitForExitAsync(CancellationToken.None);
            await FinishReadingAsync(reading);
            await endReading.CancelAsync();
            if (_cgroup?.RanOutOfMemory() == true)
            {
                _exceededLimit ??= MemoryLimitMessage("everything");
            }

            // A file can be given any size in one call, and many files between two ticks.
            _exceededLimit ??= !killed && _diskWatch.CheckLimitAtEnd() is { } used ? "the disk space limit: " + used : null;
            return killed || _exceededLimit is not null ? KilledExitCode : _process.ExitCode;
        }
        finally
        {
            // Neither task may outlive this method: both use the token sources that it disposes, and their exceptions
            // would be unobserved.
            await Task.WhenAll(exited, watching)
                .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    // Also after a normal exit: background processes are killed. Otherwise they would outlive the command and keep the output
    // pipe open, and reading it would never end.
    private async Task EndTreeAsync(CancellationTokenSource end)
    {
        try
        {
            _tree.Kill();
        }
        finally
        {
            // Whatever Kill throws: those who wait for the end would never be released.
            await end.CancelAsync();
        }
    }

    private async Task FinishReadingAsync(Task reading)
    {
        var pipe = (_process.Output as PipeStream)?.SafePipeHandle is { } handle ? LinuxFiles.StatusOf(handle) : null;
        for (var round = 0; round < MaxDrainRounds; round++)
        {
            try
            {
                await reading.WaitAsync(OutputDrainTimeout, _time);
                return;
            }
            catch (TimeoutException)
            {
                // On a busy machine, killed processes may still be exiting, or this process may not have been given the
                // time to read. Only a living process outside of the tree has broken the rule.
                var holders = FindHolders(pipe);
                if (holders.Count == 0)
                {
                    await AwaitUnseenWriterAsync(reading);
                    return;
                }

                if (holders.Exists(holder => !_tree.Contains(holder)))
                {
                    _exceededLimit ??=
                        "the rule that no process outlives a command: one that left the process tree keeps the output open";
                }

                holders.ForEach(ProcessTree.Kill);
            }
        }
    }

    private async Task AwaitUnseenWriterAsync(Task reading)
    {
        try
        {
            await reading.WaitAsync(UnseenWriterTimeout, _time, _stop.Token);
        }
        catch (TimeoutException)
        {
            _exceededLimit ??= "the rule that no process outlives a command: one that cannot be inspected keeps the output open";
        }
        catch (OperationCanceledException)
        {
            // Stopped: what was read until now is the output.
        }
    }

    // Only those that can write: a process that the silo starts has its reading end for a moment.
    private static List<int> FindHolders(FileStatus? pipe) =>
    [
        .. ProcessTable.Read()
            .Where(process => process.Id != Environment.ProcessId && !process.IsZombie)
            .Where(process => ProcessTable.OpenFiles(process.Id)
                .Any(file => IsSame(file.Status, pipe) && ProcessTable.IsOpenForWriting(file)))
            .Select(process => process.Id),
    ];

    private static bool IsSame(FileStatus file, FileStatus? other) => (file.Device, file.Inode) == (other?.Device, other?.Inode);

    // Completes when a limit is exceeded or the command stops.
    private async Task WatchLimitsAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var (processes, memory) = _tree.Snapshot();
            if (processes.Count > _limits.MaxProcesses)
            {
                _exceededLimit = $"the process limit: {processes.Count} at once, {_limits.MaxProcesses} are allowed";
                return;
            }

            if (memory > _maxMemoryBytes)
            {
                _exceededLimit = MemoryLimitMessage(FormatMebibytes(memory));
                return;
            }

            if (MeasureOutputFiles() is > MaxOutputFileBytes and var written)
            {
                _exceededLimit = $"the output limit: {FormatMebibytes(written)} written, {FormatMebibytes(MaxOutputFileBytes)} are allowed";
                return;
            }

            if (_diskWatch.CheckLimit(processes) is { } used)
            {
                _exceededLimit = "the disk space limit: " + used;
                return;
            }

            try
            {
                await Task.Delay(PollInterval, _time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // They lie outside of the folders that are watched, so that the command cannot reach them.
    private long MeasureOutputFiles() => _outputFile is null
        ? 0
        : new[] { _outputFile, _outputFile + SandboxedCommand.ErrorFileSuffix }
            .Select(path => new FileInfo(path))
            .Sum(file => file.Exists ? file.Length : 0);

    private string MemoryLimitMessage(string used) => $"the memory limit: {used} in use, {FormatMebibytes(_maxMemoryBytes)} are allowed";

    internal static string FormatMebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * 1024)} MiB");

    private async Task ReadOutputAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var stream = _process.Output;
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            _output.Write(buffer.AsSpan(0, read));
        }
    }

    private async Task CleanUpAsync()
    {
        // The tree must be dead before the group is removed, because the kernel refuses to remove a group with members.
        await Completion.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _cgroup?.Dispose();
        _process.Dispose();
        _stop.Dispose();
        await _process.CleanUpAsync();
    }
}
