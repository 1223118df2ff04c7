using Factory.Engine.Activations;
using Factory.Engine.Calls;
using Orleans.Runtime;

namespace Factory.Engine.Enumerations;

/// <summary>Asks the grain for more elements. Interleaves with all other calls, so that a long sequence keeps nobody waiting.</summary>
/// <param name="source">The grain's side of the enumeration; null for the first step, which begins it.</param>
internal sealed class EnumerationCall<T>(GrainEnumeration<T> sequence, Enumeration<T>? source, CancellationToken cancellation)
    : GrainTaskCall<EnumerationStep<T>>
{
    public override GrainMethod Method => sequence.Method;

    public override int ArgumentCount => sequence.ArgumentCount;

    public override CancellationToken CancellationToken => cancellation;

    public override object? GetArgument(int index) => sequence.GetArgument(index);

    /// <summary>Filters see the beginning of an enumeration, as a call of the method.</summary>
    internal override bool IsFiltered => source is null;

    internal override bool DiesWithActivation => source is not null;

    internal override void GiveUp() => Fail(Enumeration<T>.Aborted());

    protected override Task<EnumerationStep<T>> Invoke(object grain)
    {
        var activation = (Activation)Target!;
        activation.PinCurrentCall();
        return (source ?? new Enumeration<T>(activation, sequence, grain, cancellation)).StepAsync();
    }
}
