using Factory.TestKit.Grains;
using Orleans.Streams;

namespace Factory.Dialect.Tests.Grains;

public sealed class SubscriberGrain(Signals signals) : Grain, ISubscriberGrain
{
    private TaskScheduler? _scheduler;

    public Task Subscribe(string ns, string key)
    {
        _scheduler = TaskScheduler.Current;
        return Stream(ns, key).SubscribeAsync(OnNext);
    }

    public async Task<int> Resume(string ns, string key)
    {
        _scheduler = TaskScheduler.Current;
        var handles = await Stream(ns, key).GetAllSubscriptionHandles();
        foreach (var handle in handles)
        {
            await handle.ResumeAsync(OnNext);
        }

        return handles.Count;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Unsubscribe(string ns, string key)
    {
        foreach (var handle in await Stream(ns, key).GetAllSubscriptionHandles())
        {
            await handle.UnsubscribeAsync();
        }
    }

    public async Task<int> Subscriptions(string ns, string key) => (await Stream(ns, key).GetAllSubscriptionHandles()).Count;

    public Task Publish(string ns, string key, string item) => Stream(ns, key).OnNextAsync(item);

    private Task OnNext(string item, StreamSequenceToken? token)
    {
        signals.Set($"{this.GetPrimaryKeyString()} heard {item}", TaskScheduler.Current == _scheduler);
        return Task.CompletedTask;
    }

    private IAsyncStream<string> Stream(string ns, string key) => this.GetStreamProvider("events").GetStream<string>(StreamId.Create(ns, key));
}
