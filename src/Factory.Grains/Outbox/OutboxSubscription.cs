using Orleans.Streams;
using Orleans.Streams.Core;

namespace Factory.Grains.Outbox;

/// <summary>Lets a grain reconcile when it is woken. Outbox messages carry no news, so one that comes twice does no harm.</summary>
internal static class OutboxSubscription
{
    /// <summary>Takes up the implicit subscription; call it from <see cref="IStreamSubscriptionObserver.OnSubscribed"/>.</summary>
    /// <param name="reconcile">Gets the key of what to look at.</param>
    public static Task Resume(IStreamSubscriptionHandleFactory subscription, Func<string, Task> reconcile) =>
        subscription.Create<string>().ResumeAsync(new Observer(reconcile));

    private sealed class Observer(Func<string, Task> look) : IAsyncObserver<string>
    {
        public Task OnNextAsync(string item, StreamSequenceToken? token = null) => look(item);

        public Task OnCompletedAsync() => Task.CompletedTask;

        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }
}
