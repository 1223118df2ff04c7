using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
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
    private readonly Lock _publishing = new();
    private readonly RecentEvents _recent = new(host.Options.StreamRewindLimit);
    private long _sequence;
    private long _changes;

    public string Name => name;

    public bool IsRewindable => host.Options.StreamRewindLimit > 0;

    public ActivationHost Host => host;

    public bool IsStopping { get; set; }

    /// <summary>Events that wait for their subscribers.</summary>
    public int WaitingCount => _pumps.Values.Sum(pump => pump.WaitingCount);

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(this, streamId);

    /// <summary>Makes events of the items and finds who gets them. Who subscribes meanwhile gets them from here or from those that are kept, and not twice.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="signal">What the items are.</param>
    /// <param name="items">The items.</param>
    /// <param name="audience">Those who got the last events; found anew if anybody came or went since.</param>
    public IReadOnlyList<StreamEvent> Note(StreamId stream, StreamSignal signal, IEnumerable<object?> items, [NotNull] ref StreamAudience? audience)
    {
        var context = RequestContext.Export();
        lock (_publishing)
        {
            var sequence = ++_sequence;
            StreamEvent[] events = [.. items.Select((item, index) => new StreamEvent(signal, item, new SequenceToken(sequence, index), context))];
            foreach (var streamEvent in events)
            {
                _recent.Add(stream, streamEvent);
            }

            var changes = Volatile.Read(ref _changes);
            audience = audience?.Changes == changes ? audience : new(changes, SubscriptionsOf(stream));
            return events;
        }
    }

    public async Task PublishAsync(IReadOnlyList<StreamEvent> events, StreamAudience audience)
    {
        foreach (var streamEvent in events)
        {
            foreach (var subscription in audience.Subscriptions)
            {
                while (!IsStopping && !await PumpOf(subscription).TryEnqueueAsync(streamEvent))
                {
                    // That pump ran dry and ended meanwhile.
                }
            }
        }
    }

    /// <summary>Starts the subscriber at that event, in place of what waits for it.</summary>
    /// <exception cref="NotSupportedException">The provider keeps no events.</exception>
    public void Rewind(StreamSubscription subscription, StreamSequenceToken? token)
    {
        if (token is null)
        {
            return;
        }

        if (!IsRewindable)
        {
            throw new NotSupportedException($"Stream provider '{name}' keeps no events to go back to ({nameof(Hosting.EngineOptions.StreamRewindLimit)} is 0): subscribe without a token.");
        }

        lock (_publishing)
        {
            var (events, complete) = _recent.From(subscription.Stream, token);
            if (!complete)
            {
                events = [new(StreamSignal.Error, Gone(subscription.Stream, token), new SequenceToken(token.SequenceNumber, token.EventIndex), null), .. events];
            }

            while (!IsStopping && !PumpOf(subscription).TryStartOver(events))
            {
                // That pump ran dry and ended meanwhile.
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

    private OrleansException Gone(StreamId stream, StreamSequenceToken token) => new(
        $"Events of stream {stream} from {token} on may be gone: provider '{name}' keeps the last {host.Options.StreamRewindLimit}. It goes on with the oldest that is left.");

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
