using Factory.Engine.Diagnostics;
using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Engine.Tests.Activations;

public sealed class LifecycleTests
{
    [Fact]
    public async Task A_grain_is_activated_before_its_first_call_and_deactivated_at_the_end()
    {
        var host = await EngineHost.StartAsync();
        await host.Grain<ICounterGrain>("counter-a").Add(1);
        await host.DisposeAsync();

        host.Signals.Log.ShouldBe(["activate counter-a", "deactivate counter-a ShuttingDown"]);
    }

    [Fact]
    public async Task A_failed_activation_fails_its_calls_and_the_next_call_tries_again()
    {
        await using var host = await EngineHost.StartAsync();
        var fragile = host.Grain<IFragileGrain>("fragile-ill");

        (await Should.ThrowAsync<NotSupportedException>(() => fragile.Ping())).Message.ShouldBe("ill");
        host.Signals.Set("healthy");

        (await fragile.Ping()).ShouldBe("pong");
    }

    [Fact]
    public async Task Idle_grains_are_collected_and_used_ones_are_not()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.CollectionAge = TimeSpan.FromMinutes(10));
        var idle = host.Grain<ICounterGrain>("counter-idle");
        var used = host.Grain<ICounterGrain>("counter-used");
        await idle.Add(1);
        await used.Add(1);

        host.Time.Advance(TimeSpan.FromMinutes(9));
        await used.Add(1);
        host.Time.Advance(TimeSpan.FromMinutes(3));

        await host.Signals.Wait("deactivated counter-idle");
        (await used.Add(0)).ShouldBe(2);
        (await idle.Add(0)).ShouldBe(0);
        host.Signals.Log.ShouldContain("deactivate counter-idle ActivationIdle");
    }

    [Fact]
    public async Task Delayed_deactivation_keeps_an_idle_grain()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.CollectionAge = TimeSpan.FromMinutes(2));
        var counter = host.Grain<ICounterGrain>("counter-a");
        await counter.Add(1);
        await counter.Keep(TimeSpan.FromHours(1));

        host.Time.Advance(TimeSpan.FromMinutes(50));
        host.Signals.IsSet("deactivated counter-a").ShouldBeFalse();
        host.Time.Advance(TimeSpan.FromMinutes(15));

        await host.Signals.Wait("deactivated counter-a");
    }

    [Fact]
    public async Task A_grain_that_leaves_is_activated_anew_by_the_next_call()
    {
        await using var host = await EngineHost.StartAsync();
        var counter = host.Grain<ICounterGrain>("counter-a");
        var before = await counter.ActivationNumber();

        await counter.Leave();

        (await counter.ActivationNumber()).ShouldNotBe(before);
        host.Signals.Log.ShouldContain("deactivate counter-a ApplicationRequested");
    }

    [Fact]
    public async Task Calls_that_wait_when_a_grain_leaves_go_to_its_next_activation()
    {
        await using var host = await EngineHost.StartAsync();
        var counter = host.Grain<ICounterGrain>("counter-a");
        var before = await counter.ActivationNumber();
        var blocker = counter.WaitFor("go", CancellationToken.None);
        var leaving = counter.Leave();
        var late = new[] { counter.ActivationNumber(), counter.ActivationNumber() };

        host.Signals.Set("go");

        await Task.WhenAll(blocker, leaving);
        var after = await Task.WhenAll(late);
        after.Distinct().ShouldHaveSingleItem().ShouldNotBe(before);
    }

    [Fact]
    public async Task A_disposable_grain_is_disposed()
    {
        var host = await EngineHost.StartAsync();
        await host.Grain<IFragileGrain>("fragile-a").Ping();
        await host.DisposeAsync();

        host.Signals.IsSet("disposed fragile-a").ShouldBeTrue();
    }

    [Fact]
    public async Task Diagnostics_count_activations_by_class()
    {
        await using var host = await EngineHost.StartAsync();
        await host.Grain<ICounterGrain>("counter-a").Add(1);
        await host.Grain<ICounterGrain>("counter-b").Add(1);
        await host.Grain<IFragileGrain>("fragile-a").Ping();

        var counts = host.Services.GetRequiredService<IEngineDiagnostics>().ActivationsByClass();

        counts[nameof(CounterGrain)].ShouldBe(2);
        counts[nameof(FragileGrain)].ShouldBe(1);
    }
}
