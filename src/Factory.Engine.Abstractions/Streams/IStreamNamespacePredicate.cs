namespace Orleans.Streams;

/// <summary>Chooses stream namespaces.</summary>
public interface IStreamNamespacePredicate
{
    bool IsMatch(string streamNamespace);

    /// <summary>The predicate as text.</summary>
    string PredicatePattern { get; }
}
