using System.Threading.Channels;
using Factory.Agents.Loop;
using Factory.Contracts.Attempts;
using Factory.Domain;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Domain.Secrets;
using Factory.Domain.WorkingCopies;
using Factory.Grains.Abstractions.Attempts;
using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

/// <summary>
/// Reports the progress of an attempt to its grain: the latest totals, at most five times a second. A failed report is
/// not repeated, because the next one contains the same totals or newer ones.
/// </summary>
internal sealed partial class ProgressReporter : ILoopObserver, IAsyncDisposable
{
    /// <summary>The minimum time between two reports.</summary>
    /// <value>200 milliseconds.</value>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();

    // A capacity of one that drops the oldest entry keeps only the latest progress: the loop never waits for the grain,
    // however slow it is.
    private readonly Channel<AttemptProgress> _latest = Channel.CreateBounded<AttemptProgress>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly IAttemptGrain _grain;
    private readonly SecretRedactor _redactor;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _sendLoop;
    private AttemptProgress _progress = new(0, default, default, "starting");
    private IModelSession? _session;

    /// <summary>Starts to report.</summary>
    /// <param name="grain">Receives the reports.</param>
    /// <param name="redactor">Removes secrets from actions.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Receives failed reports.</param>
    public ProgressReporter(IAttemptGrain grain, SecretRedactor redactor, TimeProvider time, ILogger logger)
    {
        _grain = grain;
        _redactor = redactor;
        _time = time;
        _logger = logger;
        _sendLoop = SendAsync();
    }

    /// <summary>The current totals.</summary>
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

    /// <summary>Reports usage and cost of a session from now on. With null, the current values remain.</summary>
    public void TrackUsageOf(IModelSession? session)
    {
        lock (_lock)
        {
            _progress = WithUsage();
            _session = session;
        }
    }

    /// <summary>Reports the calls, tokens and money of an agent whose calls come through the gateway.</summary>
    public void ReportUsage(AccountTotals totals) =>
        Update(p => p with { Turns = totals.Calls, Usage = totals.Usage, Cost = totals.Cost });

    /// <summary>Reports that the working copy has been opened.</summary>
    public void ReportWorkingCopy(WorkingCopy copy) => Update(p => p with { Branch = copy.Branch, WorkingCopy = copy.Folder });

    /// <inheritdoc/>
    public void ReportTurn(int turns) => Update(p => p with { Turns = turns });

    /// <inheritdoc/>
    public void ReportAction(string action) => Update(p => p with { LastAction = _redactor.Redact(VisibleText.ToLine(action)) });

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

        // Outside of the lock: reading the totals of the session can take another lock.
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
            // The attempt's result contains the final totals.
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
            LogReportFailed(e);
        }
    }
}
