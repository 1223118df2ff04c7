using Factory.Contracts.Errors;
using Factory.Domain.Health;
using Factory.Storage.Writing;
using Microsoft.Extensions.Logging;

namespace Factory.Storage.Health;

/// <summary>
/// Remembers the store's last failure and tries a write of its own every few seconds until one works, so that nobody has to send a command to find out. Little space
/// counts as none: git and builds need more than a row.
/// </summary>
internal sealed partial class StorageHealth : IStorageHealth, IDisposable
{
    /// <summary>Time between two looks while there is a problem.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly GroupCommitWriter _writer;
    private readonly string _folder;
    private readonly long _minFreeBytes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _probe;
    private volatile Problem? _damage;
    private volatile Problem? _failure;
    private int _probing;

    public StorageHealth(GroupCommitWriter writes, StorageOptions options, TimeProvider time, ILogger logger)
    {
        _writer = writes;
        _folder = Path.GetDirectoryName(options.DatabasePath)!;
        _minFreeBytes = options.MinFreeBytes;
        _time = time;
        _logger = logger;
        _probe = time.CreateTimer(_ => _ = ProbeAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public Problem? Problem => _damage ?? _failure ?? LowDiskSpace();

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

    /// <summary>A transaction is on disk.</summary>
    public void OnCommitSucceeded()
    {
        if (_failure is { } failure)
        {
            _failure = null;

            // Said once more: on a full disk the log had no room either.
            LogRecovered(_folder, failure.Code, failure.Message);
        }
    }

    /// <summary>A transaction failed.</summary>
    public void OnCommitFailed(FactoryException failure)
    {
        if (failure.Code is not (ErrorCodes.DiskFull or ErrorCodes.DataUnusable))
        {
            return;
        }

        if (_failure?.Message != failure.Message)
        {
            LogProblem(failure.Code, failure.Message, failure.Hint);
        }

        _failure = new Problem(failure.Code, failure.Message, failure.Hint);
        _probe.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The file was found damaged: that does not mend itself, and writes that work must not hide it.</summary>
    public void ReportDamage(Problem damage)
    {
        _damage = damage;
        LogProblem(damage.Code, damage.Message, damage.Hint);
    }

    /// <inheritdoc/>
    public void Dispose() => _probe.Dispose();

    private Problem? LowDiskSpace()
    {
        try
        {
            var free = new DriveInfo(_folder).AvailableFreeSpace;
            return free >= _minFreeBytes ? null : new Problem(
                ErrorCodes.DiskFull,
                $"The disk that holds {_folder} has {free / 1024:N0} KiB left; the factory begins nothing below {_minFreeBytes / (1024 * 1024)} MiB.",
                "Free space there: the factory goes on by itself.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A file system that does not tell: the next failed write will.
            return null;
        }
    }

    private async Task ProbeAsync()
    {
        if (Interlocked.Exchange(ref _probing, 1) != 0)
        {
            return;
        }

        try
        {
            await _writer.WriteAsync(static context => context.Db.Execute("UPDATE settings SET value = value WHERE name = 'etag_floor'"), CancellationToken.None).ConfigureAwait(false);
        }
        catch (FactoryException)
        {
            // Told to Failed by the loop, which orders the next probe.
        }
        catch (ObjectDisposedException)
        {
            // The store closes.
        }
        finally
        {
            Volatile.Write(ref _probing, 0);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The factory begins no new work ({Code}): {Problem} {Hint}")]
    private partial void LogProblem(string code, string problem, string? hint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Folder} can be written again, work goes on. It could not ({Code}): {Problem}")]
    private partial void LogRecovered(string folder, string code, string problem);
}
