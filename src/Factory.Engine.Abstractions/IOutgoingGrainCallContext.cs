using Orleans.Runtime;

namespace Orleans;

/// <summary>One call as its caller's filters see it.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The calling activation; null when the caller is not a grain.</summary>
    IGrainContext? SourceContext { get; }
}
