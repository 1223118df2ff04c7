using System.Threading.Channels;
using Factory.Agents.Loop;
using Factory.Contracts.Attempts;
using Factory.Domain.Models;
using Factory.Domain.WorkingCopies;
using Factory.Grains.Abstractions.Attempts;
using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

/// <summary>Tells the attempt's grain how far it is: the newest totals, at most five times a second, however fast the loop goes. A report that fails is only late.</summary>
internal sealed partial class ProgressReporter : ILoopObserver, IAsyncDisposable
{
    /// <value>Least time between two reports: 200 milliseconds.</value>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly Channel<AttemptProgress> _latest = Channel.CreateBounded<AttemptProgress>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly IAttemptGrain _grain;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _sendLoop;
    private AttemptProgress _progress = new(0, default, default, "starting");
    private IModelSession? _session;

    public ProgressReporter(IAttemptGrain grain, TimeProvider time, ILogger logger)
    {
        _grain = grain;
        _time = time;
        _logger = logger;
        _sendLoop = SendAsync();
    }

    /// <summary>The totals now.</summary>
    public AttemptProgress Current
    {
        get
        {
            lock (_lock)
            {
                return WithUsage();
            }
        }
    }

    /// <summary>From now on usage and cost are this session's, until it is null: then they stay as they are.</summary>
    public void TrackUsageOf(IModelSession? session)
    {
        lock (_lock)
        {
            _progress = WithUsage();
            _session = session;
        }
    }

    /// <summary>The working copy is there.</summary>
    public void ReportWorkingCopy(WorkingCopy copy) => Update(p => p with { Branch = copy.Branch, WorkingCopy = copy.Folder });

    /// <inheritdoc/>
    public void ReportTurn(int turns) => Update(p => p with { Turns = turns });

    /// <inheritdoc/>
    public void ReportAction(string action) => Update(p => p with { LastAction = action });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _latest.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _sendLoop;
        _stopping.Dispose();
    }

    private AttemptProgress WithUsage() =>
        _session is { } session ? _progress with { Usage = session.Usage, Cost = session.Cost } : _progress;

    private void Update(Func<AttemptProgress, AttemptProgress> change)
    {
        lock (_lock)
        {
            _progress = change(_progress);
        }

        _latest.Writer.TryWrite(Current);
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (var progress in _latest.Reader.ReadAllAsync(_stopping.Token))
            {
                await ReportAsync(progress);
                await Task.Delay(Interval, _time, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The ending carries the final totals.
        }
    }

    private async Task ReportAsync(AttemptProgress progress)
    {
        try
        {
            await _grain.ReportProgress(progress).WaitAsync(_stopping.Token);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            LogReportFailed(_logger, e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A progress report was not taken; the next one carries the totals.")]
    private static partial void LogReportFailed(ILogger logger, Exception exception);
}
