using Orleans.Runtime;

namespace Orleans.Streams.Core;

/// <summary>Makes the handle of a subscription once the grain says what its events are.</summary>
public interface IStreamSubscriptionHandleFactory
{
    StreamId StreamId { get; }

    string ProviderName { get; }

    GuidId SubscriptionId { get; }

    StreamSubscriptionHandle<T> Create<T>();
}
