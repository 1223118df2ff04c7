using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Dialect.Rows;

/// <summary>Row "calls" of the dialect: references, request context, filters. More in <c>Calls</c> and <c>Filters</c>.</summary>
public sealed class CallsRow
{
    [Fact]
    public async Task A_grain_is_found_by_interface_key_and_id()
    {
        await using var host = await EngineHost.StartAsync();
        IGrainFactory factory = host.Client;
        var one = factory.GetGrain<ICounterGrain>("counter-a");

        factory.GetGrain(typeof(ICounterGrain), "counter-a").ShouldBe(one);
        factory.GetGrain<ICounterGrain>(GrainId.Create("counter", "counter-a")).ShouldBe(one);
        factory.GetGrain<ICounterGrain>("counter-a", typeof(CounterGrain).FullName).ShouldBe(one);
        one.AsReference<ICounterGrain>().ShouldBe(one);
        (await one.Key()).ShouldBe("counter-a");
    }

    [Fact]
    public async Task Request_context_goes_down_a_chain_and_filters_see_and_change_it()
    {
        await using var host = await EngineHost.StartAsync(services => services
            .AddSingleton<IOutgoingGrainCallFilter, Stamp>()
            .AddSingleton<IIncomingGrainCallFilter, Stamp>());
        RequestContext.Set("who", "kev");

        (await host.Grain<ISequenceGrain>("sequence-a").First("sequence-b", "sequence-c")).ShouldBe("kev");

        RequestContext.Clear();
        host.Signals.Log.Where(entry => entry.StartsWith("seen", StringComparison.Ordinal))
            .ShouldBe(["seen First by kev, out by kev", "seen Ask by kev, out by kev", "seen Ping by kev, out by kev"]);
    }

    [Fact]
    public async Task A_failure_crosses_two_grains_with_its_type_and_both_stacks()
    {
        await using var host = await EngineHost.StartAsync();

        var failure = await Should.ThrowAsync<ArgumentOutOfRangeException>(() => host.Grain<IFilteredGrain>("filtered-a").AskOther("filtered-b", -1));

        failure.ToString().ShouldContain($"{nameof(FilteredGrain)}.{nameof(FilteredGrain.Double)}");
    }

    private sealed class Stamp(Signals signals) : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            RequestContext.Set("out", RequestContext.Get("who") ?? "nobody");
            return context.Invoke();
        }

        public Task Invoke(IIncomingGrainCallContext context)
        {
            signals.Note($"seen {context.MethodName} by {RequestContext.Get("who")}, out by {RequestContext.Get("out")}");
            return context.Invoke();
        }
    }
}
