namespace Factory.Dialect.Tests.Calls;

[Collection(nameof(SharedHost))]
public sealed class InterleavingTests(SharedHost shared)
{
    private readonly DialectHost _host = shared.Host;

    [Fact]
    public async Task A_call_waits_for_the_one_before_even_while_that_awaits()
    {
        var gate = _host.Grain<IGateGrain>("gate-turns");
        var first = gate.Enter("turn a");
        await _host.Signals.Wait("inside turn a");
        var second = gate.Enter("turn b");

        _host.Signals.IsSet("inside turn b").ShouldBeFalse();
        _host.Signals.Set("turn a");
        await _host.Signals.Wait("inside turn b");
        _host.Signals.Set("turn b");

        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Calls_of_a_reentrant_grain_interleave()
    {
        var gate = _host.Grain<IReentrantGateGrain>("gate-reentrant");
        var first = gate.Enter("re a");
        var second = gate.Enter("re b");

        await _host.Signals.Wait("inside re a");
        await _host.Signals.Wait("inside re b");
        _host.Signals.Set("re b");
        await second;
        _host.Signals.Set("re a");
        await first;
    }

    [Fact]
    public async Task An_interleaving_method_starts_while_another_call_waits()
    {
        var gate = _host.Grain<IGateGrain>("gate-peek");
        var first = gate.Enter("peek a");
        await _host.Signals.Wait("inside peek a");
        var peek = gate.Peek("peek b");

        await _host.Signals.Wait("inside peek b");
        _host.Signals.Set("peek b");
        await peek;
        _host.Signals.Set("peek a");
        await first;
    }

    [Fact]
    public async Task Readers_interleave_and_a_writer_waits_for_them()
    {
        var gate = _host.Grain<IGateGrain>("gate-readers");
        var one = gate.Read("read a");
        await _host.Signals.Wait("inside read a");
        var two = gate.Read("read b");
        await _host.Signals.Wait("inside read b");
        var writer = gate.Enter("write");
        _host.Signals.IsSet("inside write").ShouldBeFalse();

        _host.Signals.Set("read a");
        _host.Signals.Set("read b");
        await _host.Signals.Wait("inside write");
        _host.Signals.Set("write");

        await Task.WhenAll(one, two, writer);
    }

    [Fact]
    public async Task A_one_way_call_returns_before_the_grain_is_done_and_never_fails()
    {
        var gate = _host.Grain<IGateGrain>("gate-tell");
        await gate.Tell("tell a");
        _host.Signals.IsSet("outside tell a").ShouldBeFalse();
        _host.Signals.Set("tell a");
        await _host.Signals.Wait("outside tell a");

        _host.Signals.Set("tell b");
        await gate.TellBadly("tell b");
        await _host.Signals.Wait("outside tell b");
    }

    [Fact]
    public async Task A_stateless_worker_has_as_many_activations_as_it_may()
    {
        var gate = _host.Grain<IWorkerGateGrain>("gate-workers");
        var first = gate.Enter("work a");
        await _host.Signals.Wait("inside work a");
        var second = gate.Enter("work b");
        await _host.Signals.Wait("inside work b");
        var third = gate.Enter("work c");

        _host.Signals.IsSet("inside work c").ShouldBeFalse();
        _host.Signals.Set("work a");
        _host.Signals.Set("work b");
        _host.Signals.Set("work c");

        await Task.WhenAll(first, second, third);
    }
}
