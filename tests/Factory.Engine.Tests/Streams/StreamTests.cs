using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;

namespace Factory.Engine.Tests.Streams;

public sealed class StreamTests
{
    [Fact]
    public async Task An_event_wakes_the_grain_with_the_streams_key()
    {
        await using var host = await EngineHost.StartAsync();

        await Stream(host, "orders", "listener-a").OnNextAsync("one");

        await host.Signals.Wait("heard one");
        (await host.Grain<IListenerGrain>("listener-a").Heard()).ShouldBe(["one"]);
        (await host.Grain<IListenerGrain>("listener-b").Heard()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_of_a_stream_arrive_in_order()
    {
        await using var host = await EngineHost.StartAsync();
        var stream = Stream(host, "orders", "listener-a");
        var items = Enumerable.Range(0, 100).Select(number => $"item {number}").ToArray();

        foreach (var item in items[..50])
        {
            await stream.OnNextAsync(item);
        }

        await stream.OnNextBatchAsync(items[50..]);

        await host.Signals.Wait("heard item 99");
        (await host.Grain<IListenerGrain>("listener-a").Heard()).ShouldBe(items);
    }

    [Fact]
    public async Task A_grain_is_told_of_a_subscription_once_per_activation()
    {
        await using var host = await EngineHost.StartAsync();
        var listener = host.Grain<IListenerGrain>("listener-a");
        await Stream(host, "orders", "listener-a").OnNextAsync("one");
        await Stream(host, "orders", "listener-a").OnNextAsync("two");
        await Stream(host, "news", "listener-a").OnNextAsync("three");
        await host.Signals.Wait("heard two");
        await host.Signals.Wait("heard three");
        (await listener.Introductions()).ShouldBe(2);

        await listener.Leave();
        await Stream(host, "orders", "listener-a").OnNextAsync("four");
        await host.Signals.Wait("heard four");

        (await listener.Introductions()).ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_event_is_delivered_again_before_the_next()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.StreamRedeliveryDelay = TimeSpan.Zero);
        var listener = host.Grain<IListenerGrain>("listener-a");
        await listener.FailNext(2);

        await Stream(host, "orders", "listener-a").OnNextBatchAsync(["one", "two"]);
        await host.Signals.Wait("heard two");

        (await listener.Heard()).ShouldBe(["one", "two"]);
        host.Signals.Log.ShouldBe(["try one", "try one", "try one", "try two"]);
    }

    [Fact]
    public async Task An_event_that_keeps_failing_is_given_up_and_the_next_comes()
    {
        await using var host = await EngineHost.StartAsync(configure: options =>
        {
            options.StreamRedeliveryDelay = TimeSpan.Zero;
            options.StreamRedeliveries = 1;
        });
        var listener = host.Grain<IListenerGrain>("listener-a");
        await listener.FailNext(2);

        await Stream(host, "orders", "listener-a").OnNextBatchAsync(["one", "two"]);
        await host.Signals.Wait("heard two");

        (await listener.Heard()).ShouldBe(["error one", "two"]);
    }

    [Fact]
    public async Task A_publisher_waits_when_a_subscribers_queue_is_full()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.StreamQueueLimit = 1);
        var stream = Stream(host, "orders", "listener-a");
        await stream.OnNextAsync("wait a");
        await host.Signals.Wait("holding wait a");

        var second = stream.OnNextAsync("two");
        second.IsCompleted.ShouldBeFalse();
        host.Signals.Set("wait a");

        await second;
        await host.Signals.Wait("heard two");
    }

    [Fact]
    public async Task A_grain_subscribes_itself_and_handles_events_in_its_turns()
    {
        await using var host = await EngineHost.StartAsync();
        await host.Grain<ISubscriberGrain>("subscriber-a").Subscribe("chat", "room-1");
        await host.Grain<ISubscriberGrain>("subscriber-b").Subscribe("chat", "room-1");

        await host.Grain<ISubscriberGrain>("subscriber-c").Publish("chat", "room-1", "hello");

        (await host.Signals.Wait("subscriber-a heard hello")).ShouldBe(true);
        (await host.Signals.Wait("subscriber-b heard hello")).ShouldBe(true);
    }

    [Fact]
    public async Task An_unsubscribed_grain_hears_nothing()
    {
        await using var host = await EngineHost.StartAsync();
        var first = host.Grain<ISubscriberGrain>("subscriber-a");
        await first.Subscribe("chat", "room-1");
        (await first.Subscriptions("chat", "room-1")).ShouldBe(1);
        await first.Unsubscribe("chat", "room-1");
        (await first.Subscriptions("chat", "room-1")).ShouldBe(0);
        await host.Grain<ISubscriberGrain>("subscriber-b").Subscribe("chat", "room-1");

        await Stream(host, "chat", "room-1").OnNextAsync("hello");

        await host.Signals.Wait("subscriber-b heard hello");
        host.Signals.IsSet("subscriber-a heard hello").ShouldBeFalse();
    }

    [Fact]
    public async Task Code_outside_of_grains_subscribes_too()
    {
        await using var host = await EngineHost.StartAsync();
        var stream = Stream(host, "chat", "room-1");
        var handle = await stream.SubscribeAsync(
            (item, token) =>
            {
                host.Signals.Set($"client heard {item}", token);
                return Task.CompletedTask;
            },
            () =>
            {
                host.Signals.Set("client completed");
                return Task.CompletedTask;
            });

        await stream.OnNextAsync("hello");
        (await host.Signals.Wait("client heard hello")).ShouldBeAssignableTo<StreamSequenceToken>();
        await stream.OnCompletedAsync();
        await host.Signals.Wait("client completed");
        await handle.UnsubscribeAsync();

        (await stream.GetAllSubscriptionHandles()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_observer_gets_what_has_gathered()
    {
        await using var host = await EngineHost.StartAsync();
        var stream = Stream(host, "chat", "room-1");
        var observer = new BatchRecorder(host.Signals);
        await stream.SubscribeAsync(observer);

        await stream.OnNextAsync("first");
        await host.Signals.Wait("batch first");
        await stream.OnNextBatchAsync(["a", "b", "c"]);
        host.Signals.Set("first");

        await host.Signals.Wait("batch a,b,c");
    }

    [Fact]
    public async Task An_unknown_provider_is_named()
    {
        await using var host = await EngineHost.StartAsync();

        Should.Throw<KeyNotFoundException>(() => host.Client.GetStreamProvider("nope")).Message.ShouldContain("'nope'");
        host.Services.GetRequiredKeyedService<IStreamProvider>("events").Name.ShouldBe("events");
    }

    private static IAsyncStream<string> Stream(EngineHost host, string ns, string key) =>
        host.Client.GetStreamProvider("events").GetStream<string>(StreamId.Create(ns, key));

    private sealed class BatchRecorder(Signals signals) : IAsyncBatchObserver<string>
    {
        public async Task OnNextAsync(IList<SequentialItem<string>> items)
        {
            var names = string.Join(",", items.Select(item => item.Item));
            signals.Set($"batch {names}");
            if (names == "first")
            {
                await signals.Opened("first");
            }
        }

        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }
}
