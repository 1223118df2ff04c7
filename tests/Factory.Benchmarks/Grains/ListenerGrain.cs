using Factory.Benchmarks.Support;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Factory.Benchmarks.Grains;

/// <summary>Counts the events of its stream.</summary>
[ImplicitStreamSubscription(Namespace)]
internal sealed class ListenerGrain(Finish finish) : Grain, IListenerGrain, IStreamSubscriptionObserver, IAsyncObserver<int>
{
    public const string Namespace = "benchmark";

    private long _seen;

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<int>().ResumeAsync(this);

    public Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        finish.Seen(++_seen);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
