using Factory.Engine.Calls;

namespace Factory.Engine.Enumerations;

/// <summary>Tells the grain that nobody wants more elements.</summary>
internal sealed class EnumerationEnd(IEnumeration enumeration, GrainMethod method) : GrainTaskCall
{
    public override GrainMethod Method => method;

    internal override bool IsFiltered => false;

    internal override bool DiesWithActivation => true;

    internal override void GiveUp() => Settle((object?)null); // It ended with its activation.

    protected override Task Invoke(object grain) => enumeration.EndAsync();
}
