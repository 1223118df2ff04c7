using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Orleans.Runtime;
using Orleans.Streams;

namespace Factory.Engine.Tests.Dialect.Rows;

/// <summary>Row "streams" of the dialect. More in <c>Streams</c>.</summary>
public sealed class StreamsRow
{
    [Fact]
    public async Task Batches_go_in_and_come_out()
    {
        await using var host = await EngineHost.StartAsync();
        var stream = Stream(host, "chat");
        List<string> heard = [];
        await stream.SubscribeAsync(items =>
        {
            items.Select(item => item.Token.EventIndex).ShouldBe(items.Select(item => item.Token.EventIndex).Order());
            heard.AddRange(items.Select(item => item.Item));
            if (heard.Count == 4)
            {
                host.Signals.Set("all");
            }

            return Task.CompletedTask;
        });

        await stream.OnNextAsync("a");
        await stream.OnNextBatchAsync(["b", "c", "d"]);

        await host.Signals.Wait("all");
        heard.ShouldBe(["a", "b", "c", "d"]);
    }

    [Fact]
    public async Task An_implicit_subscriber_is_introduced_and_an_explicit_one_lists_its_handles()
    {
        await using var host = await EngineHost.StartAsync();
        await Stream(host, "orders", "listener-a").OnNextAsync("one");
        await host.Signals.Wait("heard one");
        (await host.Grain<IListenerGrain>("listener-a").Introductions()).ShouldBe(1);

        var subscriber = host.Grain<ISubscriberGrain>("subscriber-a");
        await subscriber.Subscribe("chat", "room-1");
        (await subscriber.Subscriptions("chat", "room-1")).ShouldBe(1);
        await subscriber.Unsubscribe("chat", "room-1");
        (await subscriber.Subscriptions("chat", "room-1")).ShouldBe(0);
    }

    [Fact]
    public async Task A_stream_ends_and_fails_for_its_subscribers()
    {
        await using var host = await EngineHost.StartAsync();
        var stream = Stream(host, "chat");
        await stream.SubscribeAsync((_, _) => Task.CompletedTask, failure => Note("error " + failure.Message), () => Note("completed"));

        await stream.OnErrorAsync(new InvalidOperationException("broken"));
        await stream.OnCompletedAsync();

        await host.Signals.Wait("error broken");
        await host.Signals.Wait("completed");

        Task Note(string entry)
        {
            host.Signals.Set(entry);
            return Task.CompletedTask;
        }
    }

    private static IAsyncStream<string> Stream(EngineHost host, string ns, string key = "room-1") =>
        host.Client.GetStreamProvider("events").GetStream<string>(StreamId.Create(ns, key));
}
