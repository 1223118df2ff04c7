using Factory.Engine.Activations;
using Orleans.Streams.Core;

namespace Factory.Engine.Streams;

/// <summary>The handlers that one activation has for its subscriptions. Used inside its turns only.</summary>
internal sealed class StreamHandlers(Activation activation)
{
    private readonly Dictionary<Guid, IStreamHandler> _handlers = [];
    private readonly HashSet<Guid> _introduced = [];

    public void Set(Guid subscriptionId, IStreamHandler handler) => _handlers[subscriptionId] = handler;

    public void Remove(Guid subscriptionId) => _handlers.Remove(subscriptionId);

    /// <summary>The handler; a grain that has none yet is told of the subscription, once.</summary>
    public async ValueTask<IStreamHandler?> FindAsync(StreamHub hub, StreamSubscription subscription)
    {
        if (_handlers.TryGetValue(subscription.Id, out var known))
        {
            return known;
        }

        if (activation.GrainInstance is IStreamSubscriptionObserver observer && _introduced.Add(subscription.Id))
        {
            try
            {
                await observer.OnSubscribed(new SubscriptionHandleFactory(hub, subscription, activation));
            }
            catch
            {
                _introduced.Remove(subscription.Id);
                throw;
            }
        }

        return _handlers.GetValueOrDefault(subscription.Id);
    }
}
