using Factory.Engine.Activations;
using Orleans.Runtime;
using Orleans.Streams;

namespace Factory.Engine.Streams;

/// <summary>A stream in somebody's hands; costs nothing until it is used.</summary>
internal sealed class MemoryStream<T>(StreamHub hub, StreamId streamId) : IAsyncStream<T>
{
    private StreamAudience? _audience;

    public bool IsRewindable => hub.IsRewindable;

    public string ProviderName => hub.Name;

    public StreamId StreamId => streamId;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => Publish(StreamSignal.Next, [item]);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null) =>
        Publish(StreamSignal.Next, batch.Cast<object?>());

    public Task OnCompletedAsync() => Publish(StreamSignal.Completed, [null]);

    public Task OnErrorAsync(Exception ex) => Publish(StreamSignal.Error, [ex]);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => Subscribe(new ObserverHandler<T>(observer), token: null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null) =>
        Subscribe(new ObserverHandler<T>(observer), token);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => Subscribe(new BatchObserverHandler<T>(observer), token: null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token) =>
        Subscribe(new BatchObserverHandler<T>(observer), token);

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

    private Task Publish(StreamSignal signal, IEnumerable<object?> items)
    {
        var audience = _audience;
        var events = hub.Note(streamId, signal, items, ref audience);
        _audience = audience;
        return hub.PublishAsync(events, audience);
    }

    private Task<StreamSubscriptionHandle<T>> Subscribe(IStreamHandler handler, StreamSequenceToken? token)
    {
        var activation = Activation.OnThisThread;
        var handle = new SubscriptionHandle<T>(hub, hub.Subscribe(streamId, activation?.GrainId), activation);
        return handle.Resume(handler, token);
    }
}
