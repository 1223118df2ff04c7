using Factory.Engine.Activations;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Factory.Engine.Streams;

internal sealed class SubscriptionHandleFactory(StreamHub hub, StreamSubscription subscription, Activation activation) : IStreamSubscriptionHandleFactory
{
    public StreamId StreamId => subscription.Stream;

    public string ProviderName => subscription.ProviderName;

    public GuidId SubscriptionId => GuidId.GetGuidId(subscription.Id);

    public StreamSubscriptionHandle<T> Create<T>() => new SubscriptionHandle<T>(hub, subscription, activation);
}
