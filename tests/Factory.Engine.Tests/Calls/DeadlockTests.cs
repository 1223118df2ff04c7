using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Calls;

/// <summary>Orleans lets such calls time out; the embedded engine refuses them at once.</summary>
public sealed class DeadlockTests
{
    [Fact]
    public async Task A_grain_that_calls_itself_is_refused_and_the_message_shows_the_circle()
    {
        await using var host = await EngineHost.StartAsync();

        var failure = await Should.ThrowAsync<OrleansException>(() => host.Grain<IChainGrain>("chain-a").Forward(["chain-a"]));

        failure.Message.ShouldContain("chain/chain-a.Forward → chain/chain-a.Forward");
    }

    [Fact]
    public async Task A_circle_over_several_grains_is_refused()
    {
        await using var host = await EngineHost.StartAsync();

        var failure = await Should.ThrowAsync<OrleansException>(() => host.Grain<IChainGrain>("chain-a").Forward(["chain-b", "chain-c", "chain-a"]));

        failure.Message.ShouldContain("chain/chain-a.Forward → chain/chain-b.Forward → chain/chain-c.Forward → chain/chain-a.Forward");
    }

    [Fact]
    public async Task Grains_work_on_after_a_refused_circle()
    {
        await using var host = await EngineHost.StartAsync();
        var chain = host.Grain<IChainGrain>("chain-a");
        await Should.ThrowAsync<OrleansException>(() => chain.Forward(["chain-b", "chain-a"]));

        (await chain.Forward(["chain-b"])).ShouldBe("chain-a chain-b");
    }

    [Fact]
    public async Task Two_chains_that_block_each_other_do_not_hang()
    {
        await using var host = await EngineHost.StartAsync();
        var first = host.Grain<IChainGrain>("chain-a").Meet("chain-b", "go");
        var second = host.Grain<IChainGrain>("chain-b").Meet("chain-a", "go");
        await host.Signals.Wait("inside chain-a");
        await host.Signals.Wait("inside chain-b");

        host.Signals.Set("go");
        await Task.WhenAny(Task.WhenAll(first, second)).WaitAsync(TimeSpan.FromSeconds(20));

        new[] { first, second }.Count(call => call.Exception?.InnerException is OrleansException).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_circle_through_an_activation_is_refused()
    {
        await using var host = await EngineHost.StartAsync();

        var failure = await Should.ThrowAsync<OrleansException>(() => host.Grain<IFragileGrain>("fragile-eager").Ping());

        failure.Message.ShouldContain("OnActivateAsync");
    }

    [Fact]
    public async Task Reentrant_grains_may_call_in_circles()
    {
        await using var host = await EngineHost.StartAsync();

        (await host.Grain<IRingGrain>("ring-a").Forward(["ring-b", "ring-a", "ring-b"])).ShouldBe("ring-a ring-b ring-a ring-b");
    }

    [Fact]
    public async Task Work_outside_of_turns_may_call_the_grain_that_started_it()
    {
        await using var host = await EngineHost.StartAsync();
        var call = host.Grain<IChainGrain>("chain-a").StartBackground("go");

        host.Signals.Set("go");
        await call;

        (await host.Signals.Wait("background")).ShouldBe("chain-a");
    }
}
