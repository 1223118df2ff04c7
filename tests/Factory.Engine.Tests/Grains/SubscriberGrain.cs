using Factory.Engine.Tests.Support;
using Orleans.Runtime;
using Orleans.Streams;

namespace Factory.Engine.Tests.Grains;

public sealed class SubscriberGrain(Signals signals) : Grain, ISubscriberGrain
{
    public Task Subscribe(string ns, string key)
    {
        var mine = TaskScheduler.Current;
        return Stream(ns, key).SubscribeAsync((item, _) =>
        {
            signals.Set($"{this.GetPrimaryKeyString()} heard {item}", TaskScheduler.Current == mine);
            return Task.CompletedTask;
        });
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

    public Task PublishMany(string ns, string key, string[] items) => Stream(ns, key).OnNextBatchAsync(items);

    private IAsyncStream<string> Stream(string ns, string key) => this.GetStreamProvider("events").GetStream<string>(StreamId.Create(ns, key));
}
