using Orleans.Runtime;

namespace Factory.Engine.Calls;

/// <summary>The host, as proxies see it.</summary>
public interface IGrainCallSender
{
    /// <summary>Starts or queues the call. When this returns the call has a task for its caller.</summary>
    void Send(GrainProxy target, GrainCall call);

    /// <summary>Begins to enumerate the grain's sequence; the grain is called with the first element that is asked for.</summary>
    IAsyncEnumerator<T> Enumerate<T>(GrainProxy target, GrainEnumeration<T> sequence, CancellationToken cancellationToken);

    /// <summary>A reference to the grain under that interface.</summary>
    GrainProxy Refer(GrainId grainId, Type interfaceType);
}
