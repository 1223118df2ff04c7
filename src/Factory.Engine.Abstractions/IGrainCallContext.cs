using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>One call as its filters see it.</summary>
public interface IGrainCallContext
{
    /// <summary>The call and its arguments.</summary>
    IInvokable Request { get; }

    /// <summary>The grain object, or the reference that is called (outgoing).</summary>
    object Grain { get; }

    /// <summary>The calling grain; null when the caller is not a grain.</summary>
    GrainId? SourceId { get; }

    GrainId TargetId { get; }

    GrainInterfaceType InterfaceType { get; }

    string InterfaceName { get; }

    string MethodName { get; }

    MethodInfo InterfaceMethod { get; }

    /// <summary>What the call returned; a filter may replace it. Null for methods without a result.</summary>
    object? Result { get; set; }

    /// <summary>Calls the next filter, and at last the grain.</summary>
    Task Invoke();
}
