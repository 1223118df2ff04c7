using System.Collections.Concurrent;
using System.Threading.Channels;
using Factory.Contracts.Errors;
using Factory.Domain.Outbox;
using Microsoft.Extensions.Logging;

namespace Factory.Storage.Outbox;

/// <summary>
/// Publishes committed outbox messages outside the writer's thread and deletes the rows of those that were published. A
/// message that cannot be queued or published stays in the table for the sweeper.
/// </summary>
/// <remarks>
/// Publication is at least once: a crash between publishing and deleting publishes the message again at the next start.
/// </remarks>
internal sealed partial class OutboxDispatcher
{
    // A bound on memory when publishing is slower than committing. What does not fit is found by the next sweep, 15
    // seconds later.
    private const int QueueCapacity = 16_384;

    /// <summary>
    /// How long the rows of published messages are collected before one write deletes them: 200 ms. A deletion of its
    /// own would cost a commit each.
    /// </summary>
    public static readonly TimeSpan DeleteDelay = TimeSpan.FromMilliseconds(200);

    private readonly FactoryDatabase _database;
    private readonly IOutboxPublisher _publisher;
    private readonly ILogger _logger;

    // Ids from the moment they are queued until their row is deleted. A sweep that runs meanwhile finds those rows
    // still in the table and must not publish them a second time.
    private readonly ConcurrentDictionary<long, byte> _inFlight = new();
    private readonly Channel<StoredOutboxMessage> _toPublish = Channel.CreateBounded<StoredOutboxMessage>(QueueCapacity);
    private readonly Channel<long> _published = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _flushNow = new();

    public OutboxDispatcher(FactoryDatabase database, IOutboxPublisher publisher, ILogger logger)
    {
        _database = database;
        _publisher = publisher;
        _logger = logger;
    }

    /// <summary>
    /// Queues a message for publication. One that is queued already is ignored. Never blocks: a full queue leaves the
    /// message to the sweeper.
    /// </summary>
    public void Enqueue(StoredOutboxMessage message)
    {
        if (_inFlight.TryAdd(message.Id, 0) && !_toPublish.Writer.TryWrite(message))
        {
            _inFlight.TryRemove(message.Id, out _);
        }
    }

    /// <summary>
    /// Publishes until <paramref name="stop"/>. The rows of messages that were published by then are deleted before it
    /// returns.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var deleting = DeletePublishedAsync();
        try
        {
            await Parallel.ForEachAsync(
                _toPublish.Reader.ReadAllAsync(stop),
                new ParallelOptions { MaxDegreeOfParallelism = _database.Options.OutboxParallelism, CancellationToken = stop },
                async (message, cancellation) => await PublishAsync(message, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Messages that are still queued keep their rows; the first sweep of the next start publishes them.
        }

        // The deletion that is collecting must not sit out its delay: a stop should take no longer than its last
        // commit.
        _published.Writer.TryComplete();
        await _flushNow.CancelAsync().ConfigureAwait(false);
        await deleting.ConfigureAwait(false);
        _flushNow.Dispose();
    }

    private async Task PublishAsync(StoredOutboxMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _publisher.PublishAsync(message.Message, cancellationToken).ConfigureAwait(false);
            await _published.Writer.WriteAsync(message.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Any failure of the stream provider: the row is still there, and forgetting the id lets the next sweep try
            // again.
            _inFlight.TryRemove(message.Id, out _);
            if (!cancellationToken.IsCancellationRequested)
            {
                LogPublishFailed(e, message.Message.Namespace, message.Message.Key);
            }
        }
    }

    private async Task DeletePublishedAsync()
    {
        var ids = new List<long>();
        while (await _published.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await Task.Delay(DeleteDelay, _database.Time, _flushNow.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (ids.Count < 1_000 && _published.Reader.TryRead(out var id))
            {
                ids.Add(id);
            }

            await DeleteAsync(ids).ConfigureAwait(false);
            ids.Clear();
        }
    }

    private async Task DeleteAsync(List<long> ids)
    {
        try
        {
            await _database.Writer.WriteAsync(
                context =>
                {
                    ids.ForEach(id => StoredOutboxMessage.Delete(context.Db, id));
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FactoryException or ObjectDisposedException)
        {
            LogDeleteFailed(e, ids.Count);
        }

        // Also after a failed deletion: the rows are swept and published again, which receivers must tolerate anyway.
        ids.ForEach(id => _inFlight.TryRemove(id, out _));
    }
}
