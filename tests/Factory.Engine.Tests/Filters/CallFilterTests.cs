using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Engine.Tests.Filters;

public sealed class CallFilterTests
{
    [Fact]
    public async Task Incoming_filters_see_the_call_and_may_change_its_result()
    {
        await using var host = await EngineHost.StartAsync(services => services.AddSingleton<IIncomingGrainCallFilter, PlusOne>());

        (await host.Grain<IFilteredGrain>("filtered-a").Double(20)).ShouldBe(41);
        await host.Grain<IFilteredGrain>("filtered-a").Nothing();

        host.Signals.Log.ShouldBe(["in filtered/filtered-a.Double(20)", "own Double", "in filtered/filtered-a.Nothing()", "own Nothing"]);
    }

    [Fact]
    public async Task Outgoing_filters_see_calls_of_clients_and_of_grains()
    {
        await using var host = await EngineHost.StartAsync(services => services.AddSingleton<IOutgoingGrainCallFilter, Recorder>());

        (await host.Grain<IFilteredGrain>("filtered-a").AskOther("filtered-b", 4)).ShouldBe(8);

        host.Signals.Log.Where(entry => entry.StartsWith("out", StringComparison.Ordinal))
            .ShouldBe(["out client → filtered/filtered-a.AskOther", "out filtered/filtered-a → filtered/filtered-b.Double"]);
    }

    [Fact]
    public async Task Failures_pass_through_filters_unchanged()
    {
        await using var host = await EngineHost.StartAsync(services => services
            .AddSingleton<IIncomingGrainCallFilter, PlusOne>()
            .AddSingleton<IOutgoingGrainCallFilter, Recorder>());

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => host.Grain<IFilteredGrain>("filtered-a").Double(-1));
    }

    [Fact]
    public async Task A_filter_may_refuse_a_call()
    {
        await using var host = await EngineHost.StartAsync(services => services.AddSingleton<IIncomingGrainCallFilter, Refusal>());

        await Should.ThrowAsync<UnauthorizedAccessException>(() => host.Grain<IFilteredGrain>("filtered-a").Double(1));
        host.Signals.Log.ShouldBeEmpty();
    }

    private sealed class PlusOne(Signals signals) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            var arguments = Enumerable.Range(0, context.Request.GetArgumentCount()).Select(context.Request.GetArgument);
            signals.Note($"in {context.TargetId}.{context.ImplementationMethod.Name}({string.Join(", ", arguments)})");
            await context.Invoke();
            context.Result = context.Result is int number ? number + 1 : context.Result;
        }
    }

    private sealed class Recorder(Signals signals) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            signals.Note($"out {context.SourceContext?.GrainId.ToString() ?? "client"} → {context.TargetId}.{context.MethodName}");
            return context.Invoke();
        }
    }

    private sealed class Refusal : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => throw new UnauthorizedAccessException();
    }
}
