using Factory.Contracts.Errors;
using Factory.Domain.Health;
using Factory.Storage.Writing;
using Microsoft.Extensions.Logging;

namespace Factory.Storage.Health;

/// <summary>
/// Holds the last failed commit and probes with a write of its own every <see cref="Interval"/> until one succeeds, so
/// that recovery does not depend on a caller. Little free space is reported like a full disk, because git and builds
/// need much more space than a row.
/// </summary>
internal sealed partial class StorageHealth : IStorageHealth, IDisposable
{
    /// <summary>Time between two probes while there is a problem: 2 seconds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The time after which a commit that has not ended counts as stalled: 5 seconds, a thousand times that of a commit
    /// on a good disk.
    /// </summary>
    public static readonly TimeSpan StallTime = TimeSpan.FromSeconds(5);

    private readonly GroupCommitWriter _writer;
    private readonly string _folder;
    private readonly long _minFreeBytes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _probe;
    private readonly ITimer _stallWatch;
    private volatile Problem? _damage;
    private volatile Problem? _failure;
    private int _probing;
    private long _commitStartedAt;
    private int _isStallLogged;

    public StorageHealth(GroupCommitWriter writes, StorageOptions options, TimeProvider time, ILogger logger)
    {
        _writer = writes;
        _folder = Path.GetDirectoryName(options.DatabasePath)!;
        _minFreeBytes = options.MinFreeBytes;
        _time = time;
        _logger = logger;
        _probe = time.CreateTimer(_ => _ = ProbeAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stallWatch = time.CreateTimer(_ => LogStall(), null, StallTime, StallTime);
    }

    /// <inheritdoc/>
    public Problem? Problem => _damage ?? _failure ?? Stall() ?? LowDiskSpace();

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (Problem is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, _time);
        while (Problem is not null)
        {
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Records that a transaction has begun; until it ends, nothing else is written.</summary>
    public void OnCommitStarted() => Volatile.Write(ref _commitStartedAt, Math.Max(1, _time.GetTimestamp()));

    /// <summary>Clears the failure: a transaction is on disk.</summary>
    public void OnCommitSucceeded()
    {
        EndCommit();
        if (_failure is { } failure)
        {
            _failure = null;

            // Logged again at recovery: on a full disk the log file could not take the first message either.
            LogRecovered(_folder, failure.Code, failure.Message);
        }
    }

    /// <summary>Records a failed transaction and schedules the next probe.</summary>
    public void OnCommitFailed(FactoryException failure)
    {
        EndCommit();
        // Other codes are a caller's mistake or a bug: the next write can still succeed, and health must not block all
        // work because of them.
        if (failure.Code is not (ErrorCodes.DiskFull or ErrorCodes.DataUnusable))
        {
            return;
        }

        // The probe fails with the same message every two seconds: log only changes.
        if (_failure?.Message != failure.Message)
        {
            LogProblem(failure.Code, failure.Message, failure.Hint);
        }

        _failure = new Problem(failure.Code, failure.Message, failure.Hint);
        _probe.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Records damage of the file. It stays until the process ends: later successful writes do not repair the damaged
    /// pages.
    /// </summary>
    public void ReportDamage(Problem damage)
    {
        _damage = damage;
        LogProblem(damage.Code, damage.Message, damage.Hint);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _probe.Dispose();
        _stallWatch.Dispose();
    }

    private Problem? Stall()
    {
        var started = Volatile.Read(ref _commitStartedAt);
        return started == 0 || _time.GetElapsedTime(started) is var waited && waited < StallTime ? null : new Problem(
            ErrorCodes.DataUnusable,
            $"A write to {_folder} has been waiting for the disk for {waited.TotalSeconds:0} s.",
            "Check the disk and what else uses it; the factory continues by itself when the write has ended.");
    }

    private void LogStall()
    {
        // Once for each stall; its end is logged with its whole length.
        if (Stall() is { } stall && Interlocked.Exchange(ref _isStallLogged, 1) == 0)
        {
            LogProblem(stall.Code, stall.Message, stall.Hint);
        }
    }

    private void EndCommit()
    {
        var started = Interlocked.Exchange(ref _commitStartedAt, 0);
        if (started != 0 && Interlocked.Exchange(ref _isStallLogged, 0) == 1)
        {
            LogStallEnded(_folder, _time.GetElapsedTime(started).TotalSeconds);
        }
    }

    private Problem? LowDiskSpace()
    {
        try
        {
            var free = new DriveInfo(_folder).AvailableFreeSpace;
            return free >= _minFreeBytes ? null : new Problem(
                ErrorCodes.DiskFull,
                $"The disk that holds {_folder} has {free / 1024:N0} KiB left; the factory starts no work below " +
                $"{_minFreeBytes / (1024 * 1024)} MiB.",
                "Free space on it; the factory continues by itself.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Some file systems (network and overlay mounts) report no free space. The next failed write reports the
            // problem instead.
            return null;
        }
    }

    private async Task ProbeAsync()
    {
        // A probe waits behind queued writes and may take longer than the interval: never two at once.
        if (Interlocked.Exchange(ref _probing, 1) != 0)
        {
            return;
        }

        try
        {
            // A real commit that changes nothing: only a commit shows that the disk takes data again.
            await _writer
                .WriteAsync(
                    static context => context.Db.Execute("UPDATE settings SET value = value WHERE name = 'etag_floor'"),
                    CancellationToken.None).ConfigureAwait(false);
        }
        catch (FactoryException)
        {
            // The writer has called OnCommitFailed, which schedules the next probe.
        }
        catch (ObjectDisposedException)
        {
            // The store is closing; no further probe is needed.
        }
        finally
        {
            Volatile.Write(ref _probing, 0);
        }
    }
}
