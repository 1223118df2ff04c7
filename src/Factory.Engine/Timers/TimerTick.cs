using Factory.Engine.Calls;
using Orleans.Runtime;

namespace Factory.Engine.Timers;

/// <summary>A tick of a timer, as a call of its grain.</summary>
internal sealed class TimerTick(ITicking timer, TimerTick.Kind kind) : GrainTaskCall
{
    private static readonly GrainMethod Alone = new(typeof(IGrainTimer), "Tick", []);
    private static readonly GrainMethod Between = new(typeof(IGrainTimer), "Tick", [], GrainMethodTraits.AlwaysInterleave);

    public override GrainMethod Method => kind.Interleaves ? Between : Alone;

    internal override bool KeepsAlive => kind.KeepsAlive;

    internal override bool TimesOut => false;

    internal override bool DiesWithActivation => true;

    internal override bool IsFiltered => false;

    protected override Task Invoke(object grain) => timer.TickAsync();

    internal readonly record struct Kind(bool Interleaves, bool KeepsAlive);
}
