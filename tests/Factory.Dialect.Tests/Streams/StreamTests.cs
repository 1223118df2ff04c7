using Factory.TestKit.Grains;
using Orleans.Streams;

namespace Factory.Dialect.Tests.Streams;

[Collection(nameof(SharedHost))]
public sealed class StreamTests(SharedHost shared)
{
    private readonly DialectHost _host = shared.Host;

    [Fact]
    public async Task Events_wake_the_grain_with_the_streams_key_and_arrive_in_order()
    {
        var stream = Stream("orders", "listener-order");
        var items = Enumerable.Range(0, 40).Select(number => $"item {number}").ToArray();
        foreach (var item in items[..20])
        {
            await stream.OnNextAsync(item);
        }

        await stream.OnNextBatchAsync(items[20..]);
        await _host.Signals.Wait("heard item 39");

        (await _host.Grain<IListenerGrain>("listener-order").Heard()).Distinct().ShouldBe(items);
    }

    [Fact]
    public async Task A_new_activation_is_told_of_its_subscriptions_again()
    {
        var listener = _host.Grain<IListenerGrain>("listener-again");
        await Stream("orders", "listener-again").OnNextAsync("again one");
        await Stream("news", "listener-again").OnNextAsync("again two");
        await _host.Signals.Wait("heard again one");
        await _host.Signals.Wait("heard again two");
        (await listener.Introductions()).ShouldBe(2);
        var before = await listener.ActivationNumber();

        await listener.Leave();
        await Stream("orders", "listener-again").OnNextAsync("again three");
        await _host.Signals.Wait("heard again three");

        (await listener.ActivationNumber()).ShouldNotBe(before);
    }

    [Fact]
    public async Task A_failed_event_is_delivered_again_before_the_next()
    {
        var listener = _host.Grain<IListenerGrain>("listener-fail");
        await listener.FailNext(2);

        await Stream("orders", "listener-fail").OnNextAsync("fail one");
        await Stream("orders", "listener-fail").OnNextAsync("fail two");
        await _host.Signals.Wait("heard fail two");

        (await listener.Heard()).ShouldBe(["fail one", "fail two"]);
    }

    [Fact]
    public async Task A_grain_subscribes_itself_handles_events_in_its_turns_and_resumes_after_a_new_activation()
    {
        var subscriber = _host.Grain<ISubscriberGrain>("subscriber-a");
        await subscriber.Subscribe("chat", "room-1");
        await _host.Grain<ISubscriberGrain>("subscriber-b").Publish("chat", "room-1", "hello");
        (await _host.Signals.Wait("subscriber-a heard hello")).ShouldBe(true);

        await subscriber.Leave();
        (await subscriber.Resume("chat", "room-1")).ShouldBe(1);
        await Stream("chat", "room-1").OnNextAsync("welcome back");
        (await _host.Signals.Wait("subscriber-a heard welcome back")).ShouldBe(true);

        await subscriber.Unsubscribe("chat", "room-1");
        (await subscriber.Subscriptions("chat", "room-1")).ShouldBe(0);
    }

    [Fact]
    public async Task Code_outside_of_grains_subscribes_too()
    {
        var stream = Stream("chat", "room-2");
        var handle = await stream.SubscribeAsync((item, token) =>
        {
            _host.Signals.Set($"client heard {item}", token);
            return Task.CompletedTask;
        });

        await stream.OnNextAsync("hello");
        (await _host.Signals.Wait("client heard hello")).ShouldBeAssignableTo<StreamSequenceToken>();
        await handle.UnsubscribeAsync();

        (await stream.GetAllSubscriptionHandles()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_observer_gets_lists()
    {
        var stream = Stream("chat", "room-3");
        await stream.SubscribeAsync(new BatchRecorder(_host.Signals));

        await stream.OnNextBatchAsync(["batch a", "batch b", "batch c"]);

        await _host.Signals.Wait("in a list: batch a");
        await _host.Signals.Wait("in a list: batch c");
    }

    private IAsyncStream<string> Stream(string ns, string key) => _host.Client.GetStreamProvider("events").GetStream<string>(StreamId.Create(ns, key));

    private sealed class BatchRecorder(Signals signals) : IAsyncBatchObserver<string>
    {
        public Task OnNextAsync(IList<SequentialItem<string>> items)
        {
            foreach (var item in items)
            {
                signals.Set($"in a list: {item.Item}");
            }

            return Task.CompletedTask;
        }

        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }
}
