namespace Orleans.Streams;

/// <summary>A stream of events, to publish to and to subscribe to.</summary>
public interface IAsyncStream<T> :
    IAsyncStream,
    IEquatable<IAsyncStream<T>>,
    IComparable<IAsyncStream<T>>,
    IAsyncObservable<T>,
    IAsyncBatchObservable<T>,
    IAsyncBatchProducer<T>
{
    /// <summary>The explicit subscriptions that the calling grain has on this stream.</summary>
    Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles();
}
