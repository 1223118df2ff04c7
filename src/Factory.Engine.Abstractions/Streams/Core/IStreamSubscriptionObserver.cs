namespace Orleans.Streams.Core;

/// <summary>A grain that is told of its implicit subscriptions.</summary>
public interface IStreamSubscriptionObserver
{
    /// <summary>Called once per activation and subscription, before its first event; resume the handle with a handler here.</summary>
    Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
}
