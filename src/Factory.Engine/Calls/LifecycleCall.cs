namespace Factory.Engine.Calls;

/// <summary>An activation's own beginning or end, as a call: while it runs no other call does, and calls that it makes have a chain.</summary>
internal sealed class LifecycleCall(GrainMethod step, Func<Task> run) : GrainTaskCall
{
    public static readonly GrainMethod Activate = new(typeof(IGrainBase), nameof(IGrainBase.OnActivateAsync), [typeof(CancellationToken)]);

    public static readonly GrainMethod Deactivate =
        new(typeof(IGrainBase), nameof(IGrainBase.OnDeactivateAsync), [typeof(DeactivationReason), typeof(CancellationToken)]);

    public override GrainMethod Method => step;

    internal override bool TimesOut => false;

    protected override Task Invoke(object grain) => run();
}
