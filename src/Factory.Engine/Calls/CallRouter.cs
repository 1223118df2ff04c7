using Factory.Engine.Activations;
using Factory.Engine.Catalog;
using Factory.Engine.Enumerations;
using Factory.Engine.Filters;
using Orleans.Runtime;

namespace Factory.Engine.Calls;

/// <summary>Takes calls from references and brings them to activations.</summary>
internal sealed class CallRouter(GrainCatalog catalog, ActivationDirectory directory) : IGrainCallSender
{
    private const string Closed = "The grain engine is not running: it was not started, or it is stopping.";

    /// <summary>Filters around every call on its caller's side, set when the engine starts.</summary>
    public IOutgoingGrainCallFilter[] OutgoingFilters { get; set; } = [];

    /// <summary>Whether calls from outside of grains are taken.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether calls may still wake grains; off once the engine has stopped for good.</summary>
    public bool MayActivate { get; set; }

    public void Send(GrainProxy target, GrainCall call)
    {
        var source = Activation.OnThisThread;
        if (source is null && !IsOpen)
        {
            call.Fail(new OrleansException(Closed));
            return;
        }

        call.Parent = call.Method.IsOneWay ? null : source?.CurrentCall;
        if (OutgoingFilters.Length > 0)
        {
            OutgoingCall.Start(this, target, call, source, OutgoingFilters);
        }
        else
        {
            Deliver(target, call);
        }
    }

    public IAsyncEnumerator<T> Enumerate<T>(GrainProxy target, GrainEnumeration<T> sequence, CancellationToken cancellationToken) =>
        new GrainEnumerator<T>(this, target, sequence, cancellationToken);

    /// <summary>Sends the call to that activation and no other; false when it has ended.</summary>
    public static bool TrySend(Activation target, GrainCall call)
    {
        call.Parent = Activation.OnThisThread?.CurrentCall;
        return target.TryAccept(call);
    }

    public void Deliver(GrainProxy target, GrainCall call)
    {
        while (true)
        {
            var known = target.LastActivation as ICallTarget;
            var receiver = known ?? Find(target.GrainId, call);
            if (receiver is null)
            {
                return;
            }

            if (receiver.TryAccept(call))
            {
                if (known is null)
                {
                    target.LastActivation = receiver;
                }

                return;
            }

            target.LastActivation = null;
        }
    }

    /// <summary>Delivers a call that comes from no reference: the engine's own, or one left over from an activation that ended.</summary>
    public void Deliver(GrainId grainId, GrainCall call, Task? turn = null)
    {
        while (Find(grainId, call) is { } receiver && !receiver.TryAccept(call, turn))
        {
            // That activation ended meanwhile and is leaving the directory.
        }
    }

    public GrainProxy Refer(GrainId grainId, Type interfaceType) => catalog.InterfaceOf(interfaceType).Refer(this, grainId);

    public GrainProxy Refer(Type interfaceType, string key, string? classNamePrefix = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return Refer(GrainId.Create(catalog.ImplementationOf(interfaceType, classNamePrefix).Type, key), interfaceType);
    }

    private ICallTarget? Find(GrainId grainId, GrainCall call)
    {
        if (MayActivate)
        {
            return directory.FindOrCreate(grainId);
        }

        call.Fail(new OrleansException(Closed));
        return null;
    }
}
