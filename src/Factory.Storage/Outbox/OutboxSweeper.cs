using Factory.Contracts.Errors;
using Factory.Domain.Outbox;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Factory.Storage.Outbox;

/// <summary>
/// Publishes outbox messages: those of each commit at once, and those that were not published (after a crash, or
/// because publishing failed) at its start and every 15 seconds. A hosted service that must start after the grains'
/// host and stop before it.
/// </summary>
public sealed partial class OutboxSweeper : IHostedService, IAsyncDisposable
{
    /// <summary>Time between two sweeps: 15 seconds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Minimum age of a message that a sweep publishes: 5 seconds. Younger ones are still being published by the commit
    /// that wrote them.
    /// </summary>
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

        // The order matters: first subscribe to commits, then sweep without a minimum age. The other way round, a
        // message committed in between would be found by neither and wait for the second sweep.
        _database.MessagesCommitted = _dispatcher.Enqueue;
        _work = Task.WhenAll(_dispatcher.RunAsync(_stop.Token), SweepAsync(_stop.Token));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Commits of grains that are being deactivated still write messages; they stay in the table for the next start.
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
            // The host stops.
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
                page = await _database.Reads
                    .ReadAsync(
                        db => StoredOutboxMessage.Page(db, after, createdBefore, now.UtcTicks, PageSize),
                        stop).ConfigureAwait(false);
                page.ForEach(_dispatcher.Enqueue);
                last = page.Count > 0 ? page[^1].Id : last;
            }
            // A short page is the last one: messages that were committed meanwhile are published by their commit.
            while (page.Count == PageSize);
        }
        catch (FactoryException e)
        {
            LogSweepFailed(e);
        }
    }
}
