using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;

namespace Factory.Engine.Tests.Calls;

public sealed class InterleavingTests
{
    [Fact]
    public async Task A_call_waits_for_the_one_before_even_while_that_awaits()
    {
        await using var host = await EngineHost.StartAsync();
        var gate = host.Grain<IGateGrain>("gate-1");
        var first = gate.Enter("a");
        var second = gate.Enter("b");
        await host.Signals.Wait("inside a");

        host.Signals.IsSet("inside b").ShouldBeFalse();
        host.Signals.Set("a");
        await host.Signals.Wait("inside b");
        host.Signals.Set("b");

        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Calls_of_a_reentrant_grain_interleave()
    {
        await using var host = await EngineHost.StartAsync();
        var gate = host.Grain<IReentrantGateGrain>("gate-1");
        var first = gate.Enter("a");
        var second = gate.Enter("b");

        await host.Signals.Wait("inside a");
        await host.Signals.Wait("inside b");
        host.Signals.Set("b");
        await second;
        host.Signals.Set("a");
        await first;
    }

    [Fact]
    public async Task An_interleaving_method_starts_while_another_call_waits()
    {
        await using var host = await EngineHost.StartAsync();
        var gate = host.Grain<IGateGrain>("gate-1");
        var first = gate.Enter("a");
        var peek = gate.Peek("b");

        await host.Signals.Wait("inside b");
        host.Signals.Set("b");
        await peek;
        host.Signals.Set("a");
        await first;
    }

    [Fact]
    public async Task An_interleaving_method_that_runs_keeps_no_other_call_waiting()
    {
        await using var host = await EngineHost.StartAsync();
        var gate = host.Grain<IGateGrain>("gate-1");
        var peek = gate.Peek("peek");
        await host.Signals.Wait("inside peek");

        host.Signals.Set("a");
        await gate.Enter("a");

        host.Signals.Set("peek");
        await peek;
    }

    [Fact]
    public async Task Readers_interleave_but_do_not_pass_a_waiting_writer()
    {
        await using var host = await EngineHost.StartAsync();
        var gate = host.Grain<IGateGrain>("gate-1");
        var calls = new[] { gate.Read("a"), gate.Read("b"), gate.Enter("writer"), gate.Read("late") };
        await host.Signals.Wait("inside a");
        await host.Signals.Wait("inside b");
        host.Signals.IsSet("inside writer").ShouldBeFalse();
        host.Signals.IsSet("inside late").ShouldBeFalse();

        host.Signals.Set("a");
        host.Signals.Set("b");
        await host.Signals.Wait("inside writer");
        host.Signals.IsSet("inside late").ShouldBeFalse();
        host.Signals.Set("writer");
        await host.Signals.Wait("inside late");
        host.Signals.Set("late");

        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_one_way_call_returns_before_the_grain_is_done()
    {
        await using var host = await EngineHost.StartAsync();

        await host.Grain<IGateGrain>("gate-1").Tell("a");

        host.Signals.IsSet("outside a").ShouldBeFalse();
        host.Signals.Set("a");
        await host.Signals.Wait("outside a");
    }

    [Fact]
    public async Task A_one_way_callers_task_never_fails()
    {
        await using var host = await EngineHost.StartAsync();
        host.Signals.Set("a");

        await host.Grain<IGateGrain>("gate-1").TellBadly("a");

        await host.Signals.Wait("outside a");
    }

    [Fact]
    public async Task A_stateless_worker_has_as_many_activations_as_it_may()
    {
        await using var host = await EngineHost.StartAsync();
        var gate = host.Grain<IWorkerGateGrain>("gate-1");
        var calls = new[] { gate.Enter("a"), gate.Enter("b"), gate.Enter("c") };

        await host.Signals.Wait("inside a");
        await host.Signals.Wait("inside b");
        host.Signals.IsSet("inside c").ShouldBeFalse();
        host.Signals.Set("a");
        host.Signals.Set("b");
        host.Signals.Set("c");

        await Task.WhenAll(calls);
    }
}
