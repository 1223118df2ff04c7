using System.Reflection;
using Factory.Engine.Activations;
using Factory.Engine.Calls;
using Orleans.Runtime;

namespace Factory.Engine.Filters;

/// <summary>A call on its way through the called grain's filters: registered ones, then the grain itself.</summary>
internal sealed class IncomingCall(Activation target, GrainCall call, IIncomingGrainCallFilter[] filters)
    : CallContext(call, target.GrainId), IIncomingGrainCallContext
{
    public override object Grain => target.GrainInstance!;

    public IGrainContext TargetContext => target;

    public MethodInfo ImplementationMethod
    {
        get
        {
            var map = Grain.GetType().GetInterfaceMap(InterfaceMethod.DeclaringType!);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, InterfaceMethod)];
        }
    }

    public static Task<FilteredResult> Start(Activation target, GrainCall call, IIncomingGrainCallFilter[] filters)
    {
        call.Defer();
        return RunAsync(new IncomingCall(target, call, filters));
    }

    protected override Task Step(int place)
    {
        if (place < filters.Length)
        {
            return filters[place].Invoke(this);
        }

        return place == filters.Length && Grain is IIncomingGrainCallFilter own ? own.Invoke(this) : CallGrainAsync();
    }

    private static async Task<FilteredResult> RunAsync(IncomingCall context)
    {
        await context.Invoke();
        return new FilteredResult(context.Result);
    }

    private async Task CallGrainAsync()
    {
        var outcome = Call.Start(Grain);
        await outcome;
        Result = Call.ResultOf(outcome);
    }
}
