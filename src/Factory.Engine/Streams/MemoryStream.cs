using Factory.Engine.Activations;
using Orleans.Runtime;
using Orleans.Streams;

namespace Factory.Engine.Streams;

/// <summary>A stream in somebody's hands; costs nothing until it is used.</summary>
internal sealed class MemoryStream<T>(StreamHub hub, StreamId streamId) : IAsyncStream<T>
{
    private StreamAudience? _audience;

    public bool IsRewindable => false;

    public string ProviderName => hub.Name;

    public StreamId StreamId => streamId;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => hub.PublishAsync(Audience(), StreamSignal.Next, [item]);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null) =>
        hub.PublishAsync(Audience(), StreamSignal.Next, batch.Cast<object?>());

    public Task OnCompletedAsync() => hub.PublishAsync(Audience(), StreamSignal.Completed, [null]);

    public Task OnErrorAsync(Exception ex) => hub.PublishAsync(Audience(), StreamSignal.Error, [ex]);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => Subscribe(new ObserverHandler<T>(observer));

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null)
    {
        StreamHub.RefuseRewind(token);
        return SubscribeAsync(observer);
    }

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => Subscribe(new BatchObserverHandler<T>(observer));

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token)
    {
        StreamHub.RefuseRewind(token);
        return SubscribeAsync(observer);
    }

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        var activation = Activation.OnThisThread;
        var mine = hub.SubscriptionsOf(streamId).Where(subscription => subscription.Grain == activation?.GrainId);
        return Task.FromResult<IList<StreamSubscriptionHandle<T>>>(
            [.. mine.Select(subscription => new SubscriptionHandle<T>(hub, subscription, activation))]);
    }

    public bool Equals(IAsyncStream<T>? other) => other?.StreamId == streamId && other.ProviderName == ProviderName;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => streamId.GetHashCode();

    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : streamId.CompareTo(other.StreamId);

    private StreamAudience Audience() => _audience = hub.AudienceOf(streamId, _audience);

    private Task<StreamSubscriptionHandle<T>> Subscribe(IStreamHandler handler)
    {
        var activation = Activation.OnThisThread;
        var subscription = hub.Subscribe(streamId, activation?.GrainId);
        var handle = new SubscriptionHandle<T>(hub, subscription, activation);
        if (activation is null)
        {
            subscription.ForeignHandler = handler;
        }
        else
        {
            activation.Streams.Set(subscription.Id, handler);
        }

        return Task.FromResult<StreamSubscriptionHandle<T>>(handle);
    }
}
