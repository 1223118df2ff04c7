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
    private readonly Channel<AttemptProgress> _newest = Channel.CreateBounded<AttemptProgress>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly CancellationTokenSource _ended = new();
    private readonly IAttemptGrain _grain;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _sending;
    private AttemptProgress _progress = new(0, default, default, "starting");
    private IModelSession? _session;

    public ProgressReporter(IAttemptGrain grain, TimeProvider time, ILogger logger)
    {
        _grain = grain;
        _time = time;
        _logger = logger;
        _sending = SendAsync();
    }

    /// <summary>The totals now.</summary>
    public AttemptProgress Current
    {
        get
        {
            lock (_lock)
            {
                return WithTotals();
            }
        }
    }

    /// <summary>From now on usage and cost are this session's, until it is null: then they stay as they are.</summary>
    public void Meter(IModelSession? session)
    {
        lock (_lock)
        {
            _progress = WithTotals();
            _session = session;
        }
    }

    /// <summary>The working copy is there.</summary>
    public void Opened(WorkingCopy copy) => Change(p => p with { Branch = copy.Branch, WorkingCopy = copy.Folder });

    /// <inheritdoc/>
    public void TurnEnded(int turns) => Change(p => p with { Turns = turns });

    /// <inheritdoc/>
    public void Acted(string action) => Change(p => p with { LastAction = action });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _newest.Writer.TryComplete();
        await _ended.CancelAsync();
        await _sending;
        _ended.Dispose();
    }

    private AttemptProgress WithTotals() =>
        _session is { } session ? _progress with { Usage = session.Usage, Cost = session.Cost } : _progress;

    private void Change(Func<AttemptProgress, AttemptProgress> change)
    {
        lock (_lock)
        {
            _progress = change(_progress);
        }

        _newest.Writer.TryWrite(Current);
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (var progress in _newest.Reader.ReadAllAsync(_ended.Token))
            {
                await ReportAsync(progress);
                await Task.Delay(Interval, _time, _ended.Token);
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
            await _grain.Report(progress).WaitAsync(_ended.Token);
        }
        catch (Exception e) when (!_ended.IsCancellationRequested)
        {
            LogReportFailed(_logger, e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A progress report was not taken; the next one carries the totals.")]
    private static partial void LogReportFailed(ILogger logger, Exception exception);
}
