using Orleans.Runtime;

namespace Factory.Engine.Calls;

/// <summary>Base of the generated references: one class per grain interface, each method makes its call and sends it.</summary>
public abstract class GrainProxy : GrainReference
{
    private readonly IGrainCallSender _sender;

    protected GrainProxy(IGrainCallSender sender, GrainId grainId) : base(grainId) => _sender = sender;

    /// <summary>The activation that the last call went to: the host's shortcut past its directory.</summary>
    internal object? LastActivation;

    protected Task Send(GrainTaskCall call)
    {
        _sender.Send(this, call);
        return call.TakeOutcome();
    }

    protected Task<TResult> Send<TResult>(GrainTaskCall<TResult> call)
    {
        _sender.Send(this, call);
        return call.TakeOutcome();
    }

    /// <summary>Sends without waiting: the caller's task is done before the grain has started.</summary>
    protected Task SendOneWay(GrainCall call)
    {
        _sender.Send(this, call);
        return Task.CompletedTask;
    }

    /// <summary>Sends nothing: the grain is called when elements are asked for.</summary>
    protected IAsyncEnumerable<T> Enumerate<T>(GrainEnumeration<T> sequence) => sequence.At(this, _sender);

    protected abstract Type GrainInterface { get; }

    internal sealed override Type InterfaceClrType => GrainInterface;

    internal sealed override object CastTo(Type interfaceType) =>
        interfaceType.IsInstanceOfType(this) ? this : _sender.Refer(GrainId, interfaceType);
}
