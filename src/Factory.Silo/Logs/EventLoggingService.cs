using Factory.Contracts.Events;
using Factory.Domain.Events;
using Factory.Domain.Logs;
using Factory.Silo.Hosting;

namespace Factory.Silo.Logs;

/// <summary>
/// Copies events to the log, so that log files show the work and not only failures. Progress events of attempts are
/// left out.
/// </summary>
internal sealed partial class EventLoggingService(
    IEventLog events,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<EventLoggingService> log) : BackgroundService
{
    private const int BatchSize = 200;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    private static readonly HashSet<string> WarningTypes = [
        EventTypes.BudgetExceeded,
        EventTypes.BudgetThreshold,
        EventTypes.BurnRateExceeded,
        EventTypes.TaskCostAnomaly,
        EventTypes.ConfigRejected,
        EventTypes.ProductRestarted,
        EventTypes.ProductFailed
    ];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Read before the start has ended, so that the events of the start itself are logged; not from the
            // beginning, because earlier processes have logged those.
            var last = await RetryAsync(events.GetLastSeqAsync, stoppingToken);
            await lifetime.WaitForStartAsync(stoppingToken);
            while (true)
            {
                last = await CopyAsync(last, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    // A store that cannot be read for a moment must not end the silo.
    private async Task<long> RetryAsync(Func<CancellationToken, Task<long>> read, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await read(stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                LogFailed(e);
                await Task.Delay(RetryDelay, time, stop);
            }
        }
    }

    private async Task<long> CopyAsync(long last, CancellationToken stop)
    {
        try
        {
            foreach (var @event in await events.ReadAsync(last, BatchSize, null, stop))
            {
                last = @event.Seq;
                Write(@event);
            }

            await events.WaitAsync(last, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogFailed(e);
            await Task.Delay(RetryDelay, time, stop);
        }

        return last;
    }

    private void Write(FactoryEvent @event)
    {
        if (@event.Type == EventTypes.AttemptProgress)
        {
            return;
        }

        using var scope = log.BeginScope(LogScopes.Of(@event.Run, @event.Task, AttemptOf(@event)));
        LogEvent(WarningTypes.Contains(@event.Type) ? LogLevel.Warning : LogLevel.Information, @event.Type, @event.Subject, @event.Message);
    }

    private static AttemptId? AttemptOf(FactoryEvent @event) =>
        IdText.TryParse<AttemptId>(@event.Subject, out var attempt) ? attempt : null;
}
