using Orleans.Streams;

namespace Factory.Engine.Streams;

internal sealed class BatchObserverHandler<T>(IAsyncBatchObserver<T> observer) : IStreamHandler
{
    public bool TakesBatches => true;

    public Task HandleAsync(IReadOnlyList<StreamEvent> events) => events[0] switch
    {
        { Signal: StreamSignal.Next } => observer.OnNextAsync([.. events.Select(next => new SequentialItem<T>((T)next.Item!, next.Token))]),
        { Signal: StreamSignal.Completed } => observer.OnCompletedAsync(),
        var error => observer.OnErrorAsync((Exception)error.Item!),
    };

    public Task FailAsync(Exception failure) => observer.OnErrorAsync(failure);
}
