using Factory.Engine.Activations;
using Factory.Engine.Calls;
using Orleans.Runtime;

namespace Factory.Engine.Filters;

/// <summary>A call on its way through its caller's filters.</summary>
internal sealed class OutgoingCall(CallRouter router, GrainProxy target, GrainCall call, Activation? source, IOutgoingGrainCallFilter[] filters)
    : CallContext(call, target.GrainId), IOutgoingGrainCallContext
{
    public override object Grain => target;

    public IGrainContext? SourceContext => source;

    public static void Start(CallRouter router, GrainProxy target, GrainCall call, Activation? source, IOutgoingGrainCallFilter[] filters)
    {
        call.Defer();
        _ = RunAsync(new OutgoingCall(router, target, call, source, filters));
    }

    protected override Task Step(int place) => place < filters.Length ? filters[place].Invoke(this) : SendAsync();

    private static async Task RunAsync(OutgoingCall context)
    {
        try
        {
            await context.Invoke();
            context.Call.Settle(context.Result);
        }
        catch (Exception failure)
        {
            context.Call.Fail(failure);
        }
    }

    private async Task SendAsync()
    {
        var relay = new RelayCall(Call);
        router.Deliver(target, relay);
        Result = await relay.Outcome;
    }
}
