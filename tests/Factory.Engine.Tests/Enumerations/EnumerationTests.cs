using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Enumerations;

/// <summary>Grain methods that return <see cref="IAsyncEnumerable{T}"/>.</summary>
public sealed class EnumerationTests
{
    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 100)]
    [InlineData(250, 100)]
    [InlineData(200, 100)]
    [InlineData(7, 1)]
    [InlineData(7, 3)]
    public async Task All_elements_come_once_and_in_order(int until, int batchSize)
    {
        await using var host = await EngineHost.StartAsync();

        var elements = await host.Grain<ISequenceGrain>("sequence-a").Count(until).WithBatchSize(batchSize).ToListAsync();

        elements.ShouldBe(Enumerable.Range(1, until));
    }

    [Fact]
    public async Task No_more_than_a_batch_is_made_ahead()
    {
        await using var host = await EngineHost.StartAsync();
        await using var elements = host.Grain<ISequenceGrain>("sequence-a").Count(1000).WithBatchSize(10).GetAsyncEnumerator();
        host.Signals.Log.ShouldBeEmpty();

        (await elements.MoveNextAsync()).ShouldBeTrue();

        elements.Current.ShouldBe(1);
        host.Signals.Log.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Each_enumeration_starts_anew()
    {
        await using var host = await EngineHost.StartAsync();
        var sequence = host.Grain<ISequenceGrain>("sequence-a").Count(3);

        (await sequence.ToListAsync()).ShouldBe([1, 2, 3]);
        (await sequence.ToListAsync()).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Other_calls_run_while_a_sequence_waits_for_its_next_element()
    {
        await using var host = await EngineHost.StartAsync();
        var grain = host.Grain<ISequenceGrain>("sequence-a");
        var elements = grain.Gated(["one", "two"]).ToListAsync().AsTask();
        await host.Signals.Wait("at one");

        (await grain.Ping()).ShouldBe("sequence-a");
        (await grain.Count(3).ToListAsync()).ShouldBe([1, 2, 3]);

        host.Signals.Set("one");
        host.Signals.Set("two");
        (await elements).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task Leaving_early_ends_the_grains_side()
    {
        await using var host = await EngineHost.StartAsync();
        host.Signals.Set("one");

        await foreach (var element in host.Grain<ISequenceGrain>("sequence-a").Gated(["one", "never"]))
        {
            element.ShouldBe("one");
            break;
        }

        host.Signals.IsSet("ended sequence-a").ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_ends_both_sides(bool asArgument)
    {
        await using var host = await EngineHost.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var grain = host.Grain<ISequenceGrain>("sequence-a");
        var sequence = asArgument ? grain.Gated(["never"], cancellation.Token) : grain.Gated(["never"]);
        var elements = sequence.ToListAsync(asArgument ? default : cancellation.Token).AsTask();
        await host.Signals.Wait("at never");

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => elements);
        await host.Signals.Wait("ended sequence-a");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_failure_comes_after_the_elements_before_it_and_keeps_its_type_and_stack(int elements)
    {
        await using var host = await EngineHost.StartAsync();
        List<int> seen = [];

        var failure = await Should.ThrowAsync<NotSupportedException>(async () =>
        {
            await foreach (var element in host.Grain<ISequenceGrain>("sequence-a").FailAfter(elements))
            {
                seen.Add(element);
            }
        });

        seen.ShouldBe(Enumerable.Range(1, elements));
        failure.ToString().ShouldContain(nameof(SequenceGrain.FailAfter));
    }

    [Fact]
    public async Task Grains_enumerate_grains()
    {
        await using var host = await EngineHost.StartAsync();

        (await host.Grain<ISequenceGrain>("sequence-a").Sum("sequence-b", 250)).ShouldBe(250 * 251 / 2);
        (await host.Grain<ISequenceGrain>("sequence-a").Relay("sequence-b", 5).ToListAsync()).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task A_circle_through_a_sequence_is_refused()
    {
        await using var host = await EngineHost.StartAsync();

        var failure = await Should.ThrowAsync<OrleansException>(() => host.Grain<ISequenceGrain>("sequence-a").First("sequence-b", "sequence-a"));

        failure.Message.ShouldContain("sequence/sequence-a.First → sequence/sequence-b.Ask → sequence/sequence-a.Ping");
    }

    [Fact]
    public async Task Request_context_reaches_the_sequence()
    {
        await using var host = await EngineHost.StartAsync();
        RequestContext.Set("who", "kev");

        var answers = await host.Grain<ISequenceGrain>("sequence-a").Ask("sequence-b", 2).ToListAsync();

        RequestContext.Clear();
        answers.ShouldBe(["kev", "kev"]);
    }

    [Fact]
    public async Task A_slow_element_does_not_time_out()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
        var elements = host.Grain<ISequenceGrain>("sequence-a").Gated(["one"]).ToListAsync().AsTask();
        await host.Signals.Wait("at one");
        await host.Grain<ISequenceGrain>("sequence-a").Ping(); // The turn that asked for the element is over.

        host.Time.Advance(TimeSpan.FromSeconds(6)); // The grain says that it is still at it, and is asked again.
        await host.Eventually(engine => engine.Classes.Single().Calls == 3);
        host.Time.Advance(TimeSpan.FromSeconds(6)); // Without that, the call would be too old by now.
        await host.Grain<ISequenceGrain>("sequence-a").Ping();

        elements.IsFaulted.ShouldBeFalse();
        host.Signals.Set("one");
        (await elements).ShouldBe(["one"]);
    }

    [Fact]
    public async Task An_enumeration_that_nobody_asks_on_is_ended()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
        host.Signals.Set("one");
        var elements = host.Grain<ISequenceGrain>("sequence-a").Gated(["one", "never"]).GetAsyncEnumerator();
        await elements.MoveNextAsync();

        for (var second = 0; second < 35 && !host.Signals.IsSet("ended sequence-a"); second++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await host.Grain<ISequenceGrain>("sequence-a").Ping();
        }

        await host.Signals.Wait("ended sequence-a");
        await Should.ThrowAsync<EnumerationAbortedException>(() => elements.MoveNextAsync().AsTask());
        await elements.DisposeAsync();
    }

    [Fact]
    public async Task An_enumeration_ends_with_its_activation()
    {
        await using var host = await EngineHost.StartAsync();
        var grain = host.Grain<ISequenceGrain>("sequence-a");
        host.Signals.Set("one");
        await using var elements = grain.Gated(["one", "never"]).GetAsyncEnumerator();
        await elements.MoveNextAsync();

        await grain.Leave();
        await host.Signals.Wait("ended sequence-a");
        await grain.Ping();

        await Should.ThrowAsync<EnumerationAbortedException>(() => elements.MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task An_open_enumeration_does_not_hold_up_the_engines_end()
    {
        var host = await EngineHost.StartAsync();
        var elements = host.Grain<ISequenceGrain>("sequence-a").Gated(["never"]).ToListAsync().AsTask();
        await host.Signals.Wait("at never");

        await host.DisposeAsync();

        await Should.ThrowAsync<EnumerationAbortedException>(() => elements);
        host.Signals.IsSet("ended sequence-a").ShouldBeTrue();
    }

    [Fact]
    public async Task Filters_see_the_beginning_of_an_enumeration()
    {
        await using var host = await EngineHost.StartAsync(services => services
            .AddSingleton<IIncomingGrainCallFilter, NoteCalls>()
            .AddSingleton<IOutgoingGrainCallFilter, NoteCalls>());

        (await host.Grain<ISequenceGrain>("sequence-a").Relay("sequence-b", 250).ToListAsync()).Count.ShouldBe(250);

        host.Signals.Log.Where(entry => entry.StartsWith("call", StringComparison.Ordinal))
            .ShouldBe(["call out Relay", "call in Relay", "call out Count", "call in Count"]);
    }

    private sealed class NoteCalls(Signals signals) : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context)
        {
            signals.Note($"call in {context.MethodName}");
            return context.Invoke();
        }

        public Task Invoke(IOutgoingGrainCallContext context)
        {
            signals.Note($"call out {context.MethodName}");
            return context.Invoke();
        }
    }
}
