namespace Orleans.Streams;

internal sealed class ExactMatchStreamNamespacePredicate(string expected) : IStreamNamespacePredicate
{
    public string PredicatePattern => $"namespace:{expected}";

    public bool IsMatch(string streamNamespace) => string.Equals(expected, streamNamespace, StringComparison.Ordinal);
}
