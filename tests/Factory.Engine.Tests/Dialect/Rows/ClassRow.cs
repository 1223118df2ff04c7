using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;

namespace Factory.Engine.Tests.Dialect.Rows;

/// <summary>Row "class" of the dialect: a grain's life. More in <c>Activations</c>.</summary>
public sealed class ClassRow
{
    [Fact]
    public async Task A_life_has_its_order()
    {
        await using var host = await EngineHost.StartAsync();
        var grain = host.Grain<IOrderGrain>("order-a");

        (await grain.Identity()).ShouldBe("order-a order/order-a order/order-a order/order-a local");
        await grain.Leave();
        await host.Signals.Wait("gone");

        host.Signals.Log.ShouldBe(["made order-a, state there", "activated, exists False", "called", "deactivated ApplicationRequested", "disposed"]);
    }

    [Fact]
    public async Task Delayed_deactivation_outlasts_the_collection_age_and_its_withdrawal_ends_it()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.CollectionAge = TimeSpan.FromMinutes(2));
        var counter = host.Grain<ICounterGrain>("counter-a");
        await counter.Keep(Timeout.InfiniteTimeSpan);
        host.Time.Advance(TimeSpan.FromDays(2));
        host.Signals.IsSet("deactivated counter-a").ShouldBeFalse();

        await counter.Keep(TimeSpan.Zero);
        host.Time.Advance(TimeSpan.FromMinutes(5));

        await host.Signals.Wait("deactivated counter-a");
    }
}
