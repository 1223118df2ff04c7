using Factory.TestKit.Grains;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Factory.Dialect.Tests.Grains;

[ImplicitStreamSubscription("orders")]
[ImplicitStreamSubscription("news")]
public sealed class ListenerGrain(Signals signals) : Grain, IListenerGrain, IStreamSubscriptionObserver
{
    private static int _activations;
    private readonly int _number = Interlocked.Increment(ref _activations);
    private readonly List<string> _heard = [];
    private int _introductions;
    private int _failures;

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        _introductions++;
        return handleFactory.Create<string>().ResumeAsync(OnNext, OnError);
    }

    public Task<string[]> Heard() => Task.FromResult(_heard.ToArray());

    public Task<int> ActivationNumber() => Task.FromResult(_number);

    public Task<int> Introductions() => Task.FromResult(_introductions);

    public Task FailNext(int times)
    {
        _failures = times;
        return Task.CompletedTask;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task OnNext(string item, StreamSequenceToken? token)
    {
        signals.Note($"try {item}");
        if (_failures-- > 0)
        {
            throw new NotSupportedException(item);
        }

        if (item.StartsWith("wait", StringComparison.Ordinal))
        {
            signals.Set("holding " + item);
            await signals.Opened(item);
        }

        _heard.Add(item);
        signals.Set($"heard {item}");
    }

    private Task OnError(Exception failure)
    {
        _heard.Add($"error {failure.Message}");
        signals.Set($"error {failure.Message}");
        return Task.CompletedTask;
    }
}
