using Factory.Engine.Activations;
using Orleans.Runtime;
using Orleans.Streams;

namespace Factory.Engine.Streams;

/// <summary>A subscription in the hands of its subscriber.</summary>
internal sealed class SubscriptionHandle<T>(StreamHub hub, StreamSubscription subscription, Activation? activation) : StreamSubscriptionHandle<T>
{
    public override StreamId StreamId => subscription.Stream;

    public override string ProviderName => subscription.ProviderName;

    public override Guid HandleId => subscription.Id;

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null) =>
        Resume(new ObserverHandler<T>(observer), token);

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null) =>
        Resume(new BatchObserverHandler<T>(observer), token);

    public override Task UnsubscribeAsync()
    {
        activation?.Streams.Remove(subscription.Id);
        hub.Unsubscribe(subscription);
        return Task.CompletedTask;
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other?.HandleId == HandleId;

    public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

    public override int GetHashCode() => HandleId.GetHashCode();

    public Task<StreamSubscriptionHandle<T>> Resume(IStreamHandler handler, StreamSequenceToken? token)
    {
        if (activation is null)
        {
            subscription.ForeignHandler = handler;
        }
        else
        {
            activation.Streams.Set(subscription.Id, handler);
        }

        hub.Rewind(subscription, token);
        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }
}
