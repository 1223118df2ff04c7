using Factory.Engine.Tests.Support;
using Orleans.Runtime;
using Orleans.Streams;

namespace Factory.Engine.Tests.Streams;

/// <summary>Subscribing and resuming at an older event.</summary>
public sealed class RewindTests
{
    [Fact]
    public async Task A_subscriber_starts_at_the_event_of_its_token_and_then_gets_what_comes()
    {
        await using var host = await EngineHost.StartAsync();
        var stream = Stream(host);
        var first = new Recorder();
        await stream.SubscribeAsync(first);
        await stream.OnNextBatchAsync(["a", "b"]);
        await stream.OnNextBatchAsync(["c"]);
        await first.Wait("c");

        var second = new Recorder();
        await stream.SubscribeAsync(second, first.Tokens[1]);
        await stream.OnNextAsync("d");
        await second.Wait("d");

        second.Heard.ShouldBe(["b", "c", "d"]);
        stream.IsRewindable.ShouldBeTrue();
    }

    [Fact]
    public async Task A_subscriber_goes_back_and_gets_the_events_again()
    {
        await using var host = await EngineHost.StartAsync();
        var stream = Stream(host);
        var recorder = new Recorder();
        var handle = await stream.SubscribeAsync(recorder);
        await stream.OnNextBatchAsync(["a", "b", "c"]);
        await recorder.Wait("c");

        var again = new Recorder();
        await handle.ResumeAsync(again, recorder.Tokens[0]);
        await again.Wait("c");

        again.Heard.ShouldBe(["a", "b", "c"]);
        recorder.Heard.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task Events_that_are_gone_are_said_and_the_rest_comes()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.StreamRewindLimit = 2);
        var stream = Stream(host);
        var first = new Recorder();
        await stream.SubscribeAsync(first);
        await stream.OnNextBatchAsync(["a", "b", "c", "d"]);
        await first.Wait("d");

        var second = new Recorder();
        await stream.SubscribeAsync(second, first.Tokens[0]);
        await second.Wait("d");

        second.Heard.ShouldBe(["c", "d"]);
        second.Failures.Single().Message.ShouldContain("may be gone: provider 'events' keeps the last 2");
    }

    [Fact]
    public async Task A_provider_that_keeps_nothing_refuses_a_token()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.StreamRewindLimit = 0);
        var stream = Stream(host);
        var recorder = new Recorder();
        await stream.SubscribeAsync(recorder);
        await stream.OnNextAsync("a");
        await recorder.Wait("a");

        stream.IsRewindable.ShouldBeFalse();
        (await Should.ThrowAsync<NotSupportedException>(() => stream.SubscribeAsync(new Recorder(), recorder.Tokens[0]))).Message.ShouldContain("StreamRewindLimit");
    }

    [Fact]
    public async Task The_producers_request_context_comes_with_the_event()
    {
        await using var host = await EngineHost.StartAsync();
        var recorder = new Recorder();
        await Stream(host).SubscribeAsync(recorder);

        RequestContext.Set("who", "kev");
        await Stream(host).OnNextAsync("a");
        RequestContext.Clear();
        await Stream(host).OnNextAsync("b");
        await recorder.Wait("b");

        recorder.Contexts.ShouldBe(["kev", null]);
    }

    private static IAsyncStream<string> Stream(EngineHost host) =>
        host.Client.GetStreamProvider("events").GetStream<string>(StreamId.Create("history", "h-1"));

    private sealed class Recorder : IAsyncObserver<string>
    {
        private readonly Signals _signals = new();

        public List<string> Heard { get; } = [];

        public List<StreamSequenceToken> Tokens { get; } = [];

        public List<string?> Contexts { get; } = [];

        public List<Exception> Failures { get; } = [];

        public Task Wait(string item) => _signals.Wait(item);

        public Task OnNextAsync(string item, StreamSequenceToken? token = null)
        {
            Heard.Add(item);
            Tokens.Add(token!);
            Contexts.Add(RequestContext.Get("who") as string);
            _signals.Set(item);
            return Task.CompletedTask;
        }

        public Task OnErrorAsync(Exception ex)
        {
            Failures.Add(ex);
            return Task.CompletedTask;
        }
    }
}
