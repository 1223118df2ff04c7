using Factory.Contracts.Errors;
using Factory.Domain.Outbox;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Factory.Storage.Outbox;

/// <summary>
/// Publishes outbox messages: those of each commit at once, and those that got lost when it starts (after a crash) and every 15 seconds. A hosted
/// service: it must start after the grains' host and stop before it.
/// </summary>
public sealed partial class OutboxSweeper : IHostedService, IAsyncDisposable
{
    /// <summary>Time between two sweeps.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Younger ones are left to the commit that made them.</summary>
    public static readonly TimeSpan MinAge = TimeSpan.FromSeconds(5);

    private const int PageSize = 1_000;

    private readonly FactoryDatabase _database;
    private readonly ILogger<OutboxSweeper> _logger;
    private readonly OutboxDispatcher _dispatcher;
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    internal OutboxSweeper(FactoryDatabase database, IOutboxPublisher publisher, ILogger<OutboxSweeper> logger)
    {
        _database = database;
        _logger = logger;
        _dispatcher = new OutboxDispatcher(database, publisher, logger);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_work != Task.CompletedTask)
        {
            return Task.CompletedTask;
        }

        // From here on commits hand their outbox messages over; what was committed before is found by the first sweep, which asks for no age.
        _database.MessagesCommitted = _dispatcher.Enqueue;
        _work = Task.WhenAll(_dispatcher.RunAsync(_stop.Token), SweepAsync(_stop.Token));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _database.MessagesCommitted = null;
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
        }

        await _work.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _stop.Dispose();
    }

    private async Task SweepAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, _database.Time);
        try
        {
            await SweepOnceAsync(TimeSpan.Zero, stop).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                await SweepOnceAsync(MinAge, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task SweepOnceAsync(TimeSpan minAge, CancellationToken stop)
    {
        try
        {
            var now = _database.Time.GetUtcNow();
            var createdBefore = (now - minAge).UtcTicks;
            var last = 0L;
            List<StoredOutboxMessage> page;
            do
            {
                var after = last;
                page = await _database.Reads.ReadAsync(db => StoredOutboxMessage.Page(db, after, createdBefore, now.UtcTicks, PageSize), stop).ConfigureAwait(false);
                page.ForEach(_dispatcher.Enqueue);
                last = page.Count > 0 ? page[^1].Id : last;
            }
            while (page.Count == PageSize);
        }
        catch (FactoryException e)
        {
            LogSweepFailed(e);
        }
    }
}
