using Orleans.Streams;

namespace Factory.Engine.Streams;

internal sealed class ObserverHandler<T>(IAsyncObserver<T> observer) : IStreamHandler
{
    public bool TakesBatches => false;

    public Task HandleAsync(IReadOnlyList<StreamEvent> events) => events[0] switch
    {
        { Signal: StreamSignal.Next } next => observer.OnNextAsync((T)next.Item!, next.Token),
        { Signal: StreamSignal.Completed } => observer.OnCompletedAsync(),
        var error => observer.OnErrorAsync((Exception)error.Item!),
    };

    public Task FailAsync(Exception failure) => observer.OnErrorAsync(failure);
}
