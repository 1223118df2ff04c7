using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Calls;

/// <summary><see cref="RequestContext.AllowCallChainReentrancy"/>.</summary>
public sealed class CallChainReentrancyTests
{
    [Fact]
    public async Task A_grain_that_allows_it_is_entered_again_by_its_own_chain()
    {
        await using var host = await EngineHost.StartAsync();

        (await host.Grain<IChainGrain>("chain-a").ForwardAllowing(["chain-b", "chain-a"])).ShouldBe("chain-a chain-b chain-a");
    }

    [Fact]
    public async Task A_grain_in_between_that_does_not_allow_it_is_not_entered_again()
    {
        await using var host = await EngineHost.StartAsync();

        var failure = await Should.ThrowAsync<OrleansException>(() =>
            host.Grain<IChainGrain>("chain-a").ForwardAllowing(["chain-b", "chain-c", "chain-b"]));

        failure.Message.ShouldContain("chain/chain-b.Forward → chain/chain-c.Forward → chain/chain-b.Forward");
    }

    [Fact]
    public async Task Calls_of_other_chains_wait_as_ever()
    {
        await using var host = await EngineHost.StartAsync();
        var chain = host.Grain<IChainGrain>("chain-a").MeetAllowing("chain-b", "go");
        await host.Signals.Wait("inside chain-a");

        var other = host.Grain<IChainGrain>("chain-a").Forward([]);
        using (RequestContext.AllowCallChainReentrancy())
        {
            var stranger = host.Grain<IChainGrain>("chain-a").Forward([]);
            stranger.IsCompleted.ShouldBeFalse();
            other.IsCompleted.ShouldBeFalse();
            host.Signals.Set("go");
            await Task.WhenAll(chain, other, stranger);
        }
    }

    [Fact]
    public async Task A_suppressed_chain_is_refused()
    {
        await using var host = await EngineHost.StartAsync();

        var failure = await Should.ThrowAsync<OrleansException>(() => host.Grain<IChainGrain>("chain-a").ForwardSuppressing("chain-b", "chain-a"));

        failure.Message.ShouldContain("Deadlock");
    }

    [Fact]
    public void Sections_nest_and_leave_what_was_there()
    {
        RequestContext.ReentrancyId.ShouldBe(Guid.Empty);
        using (RequestContext.AllowCallChainReentrancy())
        {
            var outer = RequestContext.ReentrancyId;
            outer.ShouldNotBe(Guid.Empty);
            using (RequestContext.AllowCallChainReentrancy())
            {
                RequestContext.ReentrancyId.ShouldBe(outer);
            }

            using (RequestContext.SuppressCallChainReentrancy())
            {
                RequestContext.ReentrancyId.ShouldBe(Guid.Empty);
            }

            RequestContext.ReentrancyId.ShouldBe(outer);
        }

        RequestContext.ReentrancyId.ShouldBe(Guid.Empty);
    }
}
