using System.Reflection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>One call as the called grain's filters see it.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    IGrainContext TargetContext { get; }

    /// <summary>The method of the grain class.</summary>
    MethodInfo ImplementationMethod { get; }
}
