using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Factory.Engine.Activations;
using Factory.Engine.Catalog;
using Factory.Engine.Identity;
using Orleans.Runtime;
using Orleans.Streams;

namespace Factory.Engine.Streams;

/// <summary>One provider's streams: who is subscribed to what, and the queues between.</summary>
/// <remarks>All of it is in memory: events that were not delivered when the process ends are lost, and so are explicit subscriptions.</remarks>
internal sealed class StreamHub(string name, ActivationHost host, GrainCatalog catalog, IIdSource ids) : IStreamProvider
{
    private readonly ConcurrentDictionary<StreamId, StreamSubscription[]> _explicit = new();
    private readonly ConcurrentDictionary<string, GrainClass[]> _implicit = new();
    private readonly ConcurrentDictionary<Guid, SubscriptionPump> _pumps = new();
    private long _sequence;
    private long _changes;

    public string Name => name;

    public bool IsRewindable => false;

    public ActivationHost Host => host;

    public bool IsStopping { get; set; }

    /// <exception cref="NotSupportedException">Streams in memory cannot start at an older event.</exception>
    public static void RefuseRewind(StreamSequenceToken? token)
    {
        if (token is not null)
        {
            throw new NotSupportedException("In-memory streams are not rewindable: subscribe without a token.");
        }
    }

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(this, streamId);

    /// <summary>Who gets the stream's events; the one that was asked for before, if nobody came or went since.</summary>
    public StreamAudience AudienceOf(StreamId stream, StreamAudience? before)
    {
        var changes = Volatile.Read(ref _changes);
        return before?.Changes == changes ? before : new(changes, SubscriptionsOf(stream));
    }

    public async Task PublishAsync(StreamAudience audience, StreamSignal signal, IEnumerable<object?> items)
    {
        var sequence = Interlocked.Increment(ref _sequence);
        var subscriptions = audience.Subscriptions;
        if (subscriptions.Count == 0)
        {
            return;
        }

        var index = 0;
        foreach (var item in items)
        {
            var streamEvent = new StreamEvent(signal, item, new SequenceToken(sequence, index++));
            foreach (var subscription in subscriptions)
            {
                while (!IsStopping && !await PumpOf(subscription).TryEnqueueAsync(streamEvent))
                {
                    // That pump ran dry and ended meanwhile.
                }
            }
        }
    }

    public StreamSubscription Subscribe(StreamId stream, GrainId? grain)
    {
        var subscription = new StreamSubscription(ids.NewId(), stream, name, grain, IsImplicit: false);
        _explicit.AddOrUpdate(stream, [subscription], (_, others) => [.. others, subscription]);
        Interlocked.Increment(ref _changes);
        return subscription;
    }

    public void Unsubscribe(StreamSubscription subscription)
    {
        var others = _explicit.AddOrUpdate(subscription.Stream, [], (_, all) => Array.FindAll(all, other => other.Id != subscription.Id));
        if (others.Length == 0)
        {
            _explicit.TryRemove(new(subscription.Stream, others));
        }

        Interlocked.Increment(ref _changes);
        if (!subscription.IsImplicit && _pumps.TryRemove(subscription.Id, out var pump))
        {
            pump.Close();
        }
    }

    /// <summary>All who get the stream's events: explicit subscribers first, in the order in which they came.</summary>
    public IReadOnlyList<StreamSubscription> SubscriptionsOf(StreamId stream) =>
    [
        .. _explicit.GetValueOrDefault(stream, []),
        .. SubscribedClasses(stream).Select(grainClass => ImplicitSubscription(stream, GrainId.Create(grainClass.Type, stream.GetKeyAsString()))),
    ];

    /// <summary>Brings the head of the pump's queue, or the news that it was given up, to the subscriber.</summary>
    public Task DeliverAsync(SubscriptionPump pump, Exception? failure = null)
    {
        if (pump.Subscription.Grain is not { } grain)
        {
            var handler = pump.Subscription.ForeignHandler;
            return failure is null ? pump.HandleAsync(handler) : handler?.FailAsync(failure) ?? Task.CompletedTask;
        }

        var delivery = new StreamDelivery(pump, failure);
        host.Router.Deliver(grain, delivery);
        return delivery.Outcome;
    }

    public void Forget(SubscriptionPump pump) => _pumps.TryRemove(new(pump.Subscription.Id, pump));

    public void Stop()
    {
        IsStopping = true;
        foreach (var pump in _pumps.Values)
        {
            pump.Close();
        }
    }

    private SubscriptionPump PumpOf(StreamSubscription subscription) =>
        _pumps.GetOrAdd(subscription.Id, static (_, added) => new SubscriptionPump(added.Hub, added.Subscription), (Hub: this, Subscription: subscription));

    private GrainClass[] SubscribedClasses(StreamId stream) =>
        stream.GetNamespace() is not { } ns
            ? []
            : _implicit.GetOrAdd(
                ns,
                static (ns, catalog) =>
                [
                    .. catalog.Classes
                        .Where(grainClass => grainClass.Subscriptions.Any(subscription => subscription.Predicate.IsMatch(ns)))
                        .OrderBy(grainClass => grainClass.Type.ToString(), StringComparer.Ordinal),
                ],
                catalog);

    private StreamSubscription ImplicitSubscription(StreamId stream, GrainId grain)
    {
        var identity = Encoding.UTF8.GetBytes($"{name}\0{stream}\0{grain}");
        return new StreamSubscription(new Guid(SHA256.HashData(identity).AsSpan(0, 16)), stream, name, grain, IsImplicit: true);
    }
}
