using Orleans.Streams;
using Orleans.Streams.Core;

namespace Factory.Grains.Outbox;

/// <summary>
/// Subscribes a grain to its outbox messages. A message only says what to reconcile, so that one that arrives twice is
/// harmless.
/// </summary>
internal static class OutboxSubscription
{
    /// <summary>
    /// Resumes the implicit subscription; call it from <see cref="IStreamSubscriptionObserver.OnSubscribed"/>.
    /// </summary>
    /// <param name="subscription">The subscription that the stream runtime passes in.</param>
    /// <param name="reconcile">
    /// Reconciles; its argument is the subject of the message. An exception makes the stream deliver the message again.
    /// </param>
    public static Task Resume(IStreamSubscriptionHandleFactory subscription, Func<string, Task> reconcile) =>
        subscription.Create<string>().ResumeAsync(new Observer(reconcile));

    private sealed class Observer(Func<string, Task> reconcile) : IAsyncObserver<string>
    {
        public Task OnNextAsync(string item, StreamSequenceToken? token = null) => reconcile(item);

        public Task OnCompletedAsync() => Task.CompletedTask;

        // Nothing to do: the sweep reconciles whatever a lost message was about.
        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }
}
