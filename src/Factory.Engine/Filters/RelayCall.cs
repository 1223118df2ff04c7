using Factory.Engine.Calls;

namespace Factory.Engine.Filters;

/// <summary>Carries a call to its grain while the call's own promise waits for what the caller's filters make of the result.</summary>
internal sealed class RelayCall : GrainTaskCall<object?>
{
    private readonly GrainCall _call;

    public RelayCall(GrainCall call)
    {
        _call = call;
        Parent = call.Parent;
    }

    public override GrainMethod Method => _call.Method;

    public override int ArgumentCount => _call.ArgumentCount;

    public override CancellationToken CancellationToken => _call.CancellationToken;

    public override object? GetArgument(int index) => _call.GetArgument(index);

    protected override async Task<object?> Invoke(object grain)
    {
        _call.Target = Target;
        var outcome = _call.Start(grain);
        await outcome;
        return _call.ResultOf(outcome);
    }
}
