using System.Reflection;
using Factory.Engine.Activations;
using Factory.Engine.Calls;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Factory.Engine.Filters;

/// <summary>One call on its way through filters.</summary>
internal abstract class CallContext(GrainCall call, GrainId targetId) : IGrainCallContext
{
    private int _next;

    public IInvokable Request => call;

    public abstract object Grain { get; }

    public GrainId? SourceId => (call.Parent?.Target as Activation)?.GrainId;

    public GrainId TargetId => targetId;

    public GrainInterfaceType InterfaceType => GrainInterfaceType.Create(InterfaceName);

    public string InterfaceName => call.Method.InterfaceName;

    public string MethodName => call.Method.Name;

    public MethodInfo InterfaceMethod => call.Method.InterfaceMethod;

    public object? Result { get; set; }

    protected GrainCall Call => call;

    public Task Invoke() => Step(_next++);

    /// <summary>Runs the filter at that place, or the call itself behind the last filter.</summary>
    protected abstract Task Step(int place);
}
