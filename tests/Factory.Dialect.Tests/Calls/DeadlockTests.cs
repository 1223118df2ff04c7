using Factory.TestKit.Grains;

namespace Factory.Dialect.Tests.Calls;

public sealed class DeadlockTests
{
    [EmbeddedFact("it sees the circle and refuses the call at once")]
    public async Task A_circle_of_calls_is_refused_with_the_circle_in_the_message()
    {
        await using var host = await DialectHost.StartAsync();

        var failure = await Should.ThrowAsync<OrleansException>(() => host.Grain<IChainGrain>("chain-a").Forward(["chain-b", "chain-a"]));

        failure.Message.ShouldContain("chain/chain-a.Forward → chain/chain-b.Forward → chain/chain-a.Forward");
    }

    [OrleansFact("nothing sees the circle: its calls wait until the response timeout")]
    public async Task A_circle_of_calls_times_out()
    {
        await using var host = await DialectHost.StartAsync(configure: options => options.ResponseTimeout = TimeSpan.FromSeconds(3));

        await Should.ThrowAsync<TimeoutException>(() => host.Grain<IChainGrain>("chain-a").Forward(["chain-b", "chain-a"]));
    }

    [Fact]
    public async Task Reentrant_grains_may_call_in_circles()
    {
        await using var host = await DialectHost.StartAsync();

        (await host.Grain<IRingGrain>("ring-a").Forward(["ring-b", "ring-a", "ring-b"])).ShouldBe("ring-a ring-b ring-a ring-b");
    }
}
