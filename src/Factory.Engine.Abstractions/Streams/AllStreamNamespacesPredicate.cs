namespace Orleans.Streams;

internal sealed class AllStreamNamespacesPredicate : IStreamNamespacePredicate
{
    public string PredicatePattern => "all";

    public bool IsMatch(string streamNamespace) => true;
}
