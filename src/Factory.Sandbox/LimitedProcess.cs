using System.Diagnostics;
using System.Globalization;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>A started command with its limits: reads its output, watches its tree, and ends all of it.</summary>
internal sealed class LimitedProcess : ISandboxedProcess
{
    private const int OutputTailBytes = 16 * 1024;
    private const int KilledExitCode = -1;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    // The pipe is empty at once when all its writers are dead.
    private static readonly TimeSpan OutputDrainTimeout = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Cgroup? _cgroup;
    private readonly ProcessTree _tree;
    private readonly SandboxLaunch _launch;
    private readonly CommandLimits _limits;
    private readonly long _maxMemoryBytes;
    private readonly long _maxDiskBytes;
    private readonly DiskUsageWatch _diskWatch;
    private readonly TimeProvider _time;
    private readonly OutputCapture _output;
    private readonly CancellationTokenSource _stop;
    private readonly Lazy<Task> _disposal;
    private volatile string? _stoppedBy;

    /// <summary>Starts the command.</summary>
    public LimitedProcess(SandboxLaunch launch, SandboxedCommand command, SandboxOptions options, TimeProvider time)
    {
        _launch = launch;
        _limits = command.Limits;
        _maxMemoryBytes = options.MaxMemoryBytes;
        _maxDiskBytes = options.MaxDiskBytes;
        _diskWatch = new DiskUsageWatch([command.Folder, .. command.WritableFolders ?? []], _maxDiskBytes);
        _time = time;
        _output = new OutputCapture(_limits.MaxOutputBytes);
        _stop = new CancellationTokenSource();
        _cgroup = Cgroup.TryCreate(launch.Tag, _limits.MaxProcesses, _maxMemoryBytes);
        _process = launch.Start(command.Folder, _cgroup);
        _tree = new ProcessTree(_process.Id, launch.Tag, _cgroup);
        _disposal = new Lazy<Task>(CleanUpAsync);
        Completion = RunToCompletionAsync();
    }

    /// <inheritdoc/>
    public Task<int> Completion { get; }

    /// <inheritdoc/>
    public string OutputTail => _output.Tail(OutputTailBytes);

    /// <summary>True when the wall clock ended it.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>True when output was dropped.</summary>
    public bool Truncated => _output.Truncated;

    /// <summary>How much output was dropped.</summary>
    public long DroppedBytes => _output.DroppedBytes;

    /// <summary>The limit that ended it, in words; null when none did.</summary>
    public string? StoppedBy => _stoppedBy;

    /// <summary>What was printed, and why it was killed where it was.</summary>
    public string Output => _stoppedBy is { } reason ? $"{_output.ToText()}\n[killed by {reason}]\n" : _output.ToText();

    /// <summary>Kills the whole tree.</summary>
    public void Stop() => _stop.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await _disposal.Value;
    }

    private async Task<int> RunToCompletionAsync()
    {
        using var wallClock = new CancellationTokenSource(_limits.WallClock, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, wallClock.Token);
        var reading = ReadOutputAsync();
        var exited = _process.WaitForExitAsync(end.Token);
        var looking = WatchLimitsAsync(end.Token);
        try
        {
            await Task.WhenAny(exited, looking);
            TimedOut = !_process.HasExited && wallClock.IsCancellationRequested;
            if (TimedOut)
            {
                _stoppedBy = string.Create(CultureInfo.InvariantCulture, $"the limit on time: {_limits.WallClock.TotalSeconds:0.###} s are allowed");
            }

            var killed = !_process.HasExited;

            // Also after an orderly end: what was left in the background goes, and with it whoever holds the output open.
            _tree.Kill();
            await end.CancelAsync();
            await _process.WaitForExitAsync(CancellationToken.None);
            await FinishReadingAsync(reading);
            if (_cgroup?.RanOutOfMemory() == true)
            {
                _stoppedBy ??= MemoryLimitMessage("all of it");
            }

            return killed || _stoppedBy is not null ? KilledExitCode : _process.ExitCode;
        }
        finally
        {
            await Task.WhenAll(exited, looking).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task FinishReadingAsync(Task reading)
    {
        try
        {
            await reading.WaitAsync(OutputDrainTimeout, _time);
        }
        catch (TimeoutException)
        {
            _stoppedBy ??= "the rule that nothing outlives a command: a process that left its tree holds the output open";
        }
    }

    // Ends when a limit is passed or the command is to stop.
    private async Task WatchLimitsAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollInterval, _time);
        while (!cancellationToken.IsCancellationRequested)
        {
            var (processes, memory) = _tree.Snapshot();
            if (processes.Count > _limits.MaxProcesses)
            {
                _stoppedBy = $"the limit on processes: {processes.Count} at once, {_limits.MaxProcesses} are allowed";
                return;
            }

            if (memory > _maxMemoryBytes)
            {
                _stoppedBy = MemoryLimitMessage(FormatMebibytes(memory));
                return;
            }

            if (_diskWatch.CheckLimit(processes) is { } held)
            {
                _stoppedBy = $"the limit on disk space: {held} in its folders, {FormatMebibytes(_maxDiskBytes)} are allowed";
                return;
            }

            try
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private string MemoryLimitMessage(string used) => $"the limit on memory: {used} in use, {FormatMebibytes(_maxMemoryBytes)} are allowed";

    internal static string FormatMebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * 1024)} MiB");

    private async Task ReadOutputAsync()
    {
        var buffer = new byte[16 * 1024];
        var stream = _process.StandardOutput.BaseStream;
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
        {
            _output.Write(buffer.AsSpan(0, read));
        }
    }

    private async Task CleanUpAsync()
    {
        await Completion.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _cgroup?.Dispose();
        _process.Dispose();
        _stop.Dispose();
        if (_launch.PrivateFolder is { } folder && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
