using System.Collections.Concurrent;
using Factory.TestKit.Grains;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Factory.Grains.Tests.Cluster;

/// <summary>
/// Logs each item under its own key; fails the first time for an item that begins with <c>refuse</c>.
/// </summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class ListenerGrain(Signals signals) : Grain, IListenerGrain, IStreamSubscriptionObserver
{
    public const string Namespace = "listener";

    private readonly ConcurrentDictionary<string, bool> _refused = new();

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<string>().ResumeAsync(OnNext);

    private Task OnNext(string item, StreamSequenceToken? token)
    {
        if (item.StartsWith("refuse", StringComparison.Ordinal) && _refused.TryAdd(item, true))
        {
            throw new InvalidOperationException(item);
        }

        signals.AppendLog($"{this.GetPrimaryKeyString()}: {item}");
        signals.Set(item);
        return Task.CompletedTask;
    }
}
