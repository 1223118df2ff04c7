using Orleans.Streams;

namespace Orleans;

/// <summary>
/// Subscribes every grain of the class to the stream of that namespace which has the grain's own key: an event on
/// (namespace, key) activates the grain with that key. The grain implements <see cref="Streams.Core.IStreamSubscriptionObserver"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class ImplicitStreamSubscriptionAttribute : Attribute
{
    /// <summary>All namespaces.</summary>
    public ImplicitStreamSubscriptionAttribute() => Predicate = new AllStreamNamespacesPredicate();

    /// <param name="predicateType">An <see cref="IStreamNamespacePredicate"/> with a parameterless constructor.</param>
    /// <param name="streamIdMapper">See <see cref="StreamIdMapper"/>.</param>
    public ImplicitStreamSubscriptionAttribute(Type predicateType, string? streamIdMapper = null)
        : this((IStreamNamespacePredicate)Activator.CreateInstance(predicateType)!, streamIdMapper)
    {
    }

    public ImplicitStreamSubscriptionAttribute(IStreamNamespacePredicate predicate, string? streamIdMapper = null)
    {
        Predicate = predicate;
        StreamIdMapper = streamIdMapper;
    }

    public ImplicitStreamSubscriptionAttribute(string streamNamespace, string? streamIdMapper = null)
    {
        Predicate = new ExactMatchStreamNamespacePredicate(streamNamespace.Trim());
        StreamIdMapper = streamIdMapper;
    }

    /// <summary>Which namespaces are meant.</summary>
    public IStreamNamespacePredicate Predicate { get; }

    /// <summary>Always null in the embedded engine, which maps a stream's key to the grain with the same key.</summary>
    public string? StreamIdMapper { get; init; }
}
