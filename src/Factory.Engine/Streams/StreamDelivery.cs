using Factory.Engine.Activations;
using Factory.Engine.Calls;
using Orleans.Streams;

namespace Factory.Engine.Streams;

/// <summary>Comes to a grain as a call, and takes from the subscription's queue what the grain's handler wants.</summary>
internal sealed class StreamDelivery(SubscriptionPump pump, Exception? failure = null) : GrainTaskCall
{
    private static readonly GrainMethod Delivery = new(typeof(IAsyncStream), "Deliver", []);

    public override GrainMethod Method => Delivery;

    internal override bool IsFiltered => false;

    internal override bool TimesOut => false;

    protected override async Task Invoke(object grain)
    {
        var handler = await ((Activation)Target!).Streams.FindAsync(pump.Hub, pump.Subscription);
        await (failure is null ? pump.HandleAsync(handler) : handler?.FailAsync(failure) ?? Task.CompletedTask);
    }
}
