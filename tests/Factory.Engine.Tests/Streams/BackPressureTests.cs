using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Orleans.Runtime;
using Orleans.Streams;

namespace Factory.Engine.Tests.Streams;

/// <summary>What happens to a producer whose subscriber is slower.</summary>
public sealed class BackPressureTests
{
    [Fact]
    public async Task A_producer_waits_for_room_and_loses_nothing()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.StreamQueueLimit = 2);
        var stream = Stream(host, "listener-a");
        await stream.OnNextAsync("wait a");
        await host.Signals.Wait("holding wait a");

        var rest = stream.OnNextBatchAsync(["b", "c", "d", "e"]);
        rest.IsCompleted.ShouldBeFalse();
        host.Signals.Set("wait a");

        await rest;
        await host.Signals.Wait("heard e");
        (await host.Grain<IListenerGrain>("listener-a").Heard()).ShouldBe(["wait a", "b", "c", "d", "e"]);
    }

    [Fact]
    public async Task A_producer_that_waited_a_response_time_out_is_told_for_whom()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.StreamQueueLimit = 1);
        var stream = Stream(host, "listener-a");
        await stream.OnNextAsync("wait a");
        await host.Signals.Wait("holding wait a");
        var second = stream.OnNextAsync("b");

        host.Time.Advance(TimeSpan.FromSeconds(30));

        (await Should.ThrowAsync<TimeoutException>(() => second)).Message.ShouldContain("The queue of listener/listener-a for stream orders/listener-a is full: 1 events wait.");
        host.Signals.Set("wait a");
    }

    [Fact]
    public async Task A_slow_subscriber_does_not_hold_up_another_stream()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.StreamQueueLimit = 1);
        await Stream(host, "listener-a").OnNextAsync("wait a");
        await host.Signals.Wait("holding wait a");

        await Stream(host, "listener-b").OnNextAsync("b");

        await host.Signals.Wait("heard b");
        host.Signals.Set("wait a");
    }

    [Fact]
    public async Task A_grain_that_fills_its_own_queue_is_refused_at_once()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.StreamQueueLimit = 1);
        var grain = host.Grain<ISubscriberGrain>("subscriber-a");
        await grain.Subscribe("chat", "room-1");

        var failure = await Should.ThrowAsync<OrleansException>(() => grain.PublishMany("chat", "room-1", ["one", "two"]));

        failure.Message.ShouldContain("It cannot wait for itself");
        await host.Signals.Wait("subscriber-a heard one");
    }

    private static IAsyncStream<string> Stream(EngineHost host, string key) =>
        host.Client.GetStreamProvider("events").GetStream<string>(StreamId.Create("orders", key));
}
