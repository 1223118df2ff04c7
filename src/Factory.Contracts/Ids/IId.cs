namespace Factory.Contracts.Ids;

/// <summary>An identity that parses and prints. Every id is <c>kind-…</c>: the dash keeps grain keys out of trouble with stores that read hexadecimal keys as numbers.</summary>
/// <typeparam name="TSelf">The id type itself.</typeparam>
public interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    /// <summary>What the id starts with, without the dash: <c>run</c>, <c>task</c>, …</summary>
    static abstract string Kind { get; }

    /// <summary>The printed form, for example <c>task-01jd3z…</c>. It is also the grain key.</summary>
    string Value { get; }

    /// <summary>Wraps a text that is already known to be valid.</summary>
    static abstract TSelf From(string value);
}
