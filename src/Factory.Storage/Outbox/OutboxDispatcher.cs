using System.Collections.Concurrent;
using System.Threading.Channels;
using Factory.Contracts.Errors;
using Factory.Domain.Outbox;
using Microsoft.Extensions.Logging;

namespace Factory.Storage.Outbox;

/// <summary>
/// Publishes committed outbox messages outside the writer's thread and deletes the rows of those that arrived. What cannot be queued or published
/// stays in the store for the sweeper.
/// </summary>
/// <remarks>Deletions wait a moment for each other, because each one alone would cost a commit; one that is lost only means a second outbox message.</remarks>
internal sealed partial class OutboxDispatcher
{
    private const int QueueCapacity = 16_384;

    /// <summary>How long published rows wait to be deleted together.</summary>
    public static readonly TimeSpan DeleteDelay = TimeSpan.FromMilliseconds(200);

    private readonly FactoryDatabase _database;
    private readonly IOutboxPublisher _publisher;
    private readonly ILogger _logger;
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

    /// <summary>Hands a outbox message over; one that is on its way already is left alone. Never waits: a full queue leaves it to the sweeper.</summary>
    public void Enqueue(StoredOutboxMessage wakeUp)
    {
        if (_inFlight.TryAdd(wakeUp.Id, 0) && !_toPublish.Writer.TryWrite(wakeUp))
        {
            _inFlight.TryRemove(wakeUp.Id, out _);
        }
    }

    /// <summary>Works until <paramref name="stop"/>; rows of outbox messages that were published by then are deleted before it returns.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var deleting = DeletePublishedAsync();
        try
        {
            await Parallel.ForEachAsync(
                _toPublish.Reader.ReadAllAsync(stop),
                new ParallelOptions { MaxDegreeOfParallelism = _database.Options.OutboxParallelism, CancellationToken = stop },
                async (wakeUp, cancellation) => await PublishAsync(wakeUp, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is still queued stays in the store; the next start finds it.
        }

        _published.Writer.TryComplete();
        await _flushNow.CancelAsync().ConfigureAwait(false);
        await deleting.ConfigureAwait(false);
        _flushNow.Dispose();
    }

    private async Task PublishAsync(StoredOutboxMessage wakeUp, CancellationToken cancellationToken)
    {
        try
        {
            await _publisher.PublishAsync(wakeUp.Message, cancellationToken).ConfigureAwait(false);
            await _published.Writer.WriteAsync(wakeUp.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _inFlight.TryRemove(wakeUp.Id, out _);
            if (!cancellationToken.IsCancellationRequested)
            {
                LogPublishFailed(e, wakeUp.Message.Namespace, wakeUp.Message.Key);
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

        ids.ForEach(id => _inFlight.TryRemove(id, out _));
    }
}
