namespace Orleans.Streams;

/// <summary>Receives the events of a stream.</summary>
public interface IAsyncObserver<in T>
{
    /// <summary>An event. Throwing asks for it again: delivery is at least once, so handlers are idempotent.</summary>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    Task OnCompletedAsync() => Task.CompletedTask;

    /// <summary>An event could not be delivered, or the producer reported an error.</summary>
    Task OnErrorAsync(Exception ex);
}
