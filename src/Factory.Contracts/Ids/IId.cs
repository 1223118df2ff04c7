namespace Factory.Contracts.Ids;

/// <summary>
/// An id that can be parsed and printed. Every id has the form <c>kind-…</c>; with the dash, no store reads a grain key
/// as a hexadecimal number.
/// </summary>
/// <typeparam name="TSelf">The id type itself.</typeparam>
public interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    /// <summary>Prefix of the id, without the dash: <c>run</c>, <c>task</c>, …</summary>
    static abstract string Kind { get; }

    /// <summary>The longest id of this kind that is accepted, in characters. Default
    /// <see cref="IdText.MaxLength"/>.</summary>
    static virtual int MaxLength => IdText.MaxLength;

    /// <summary>The printed form, for example <c>task-01jd3z…</c>. It is also the grain key.</summary>
    string Value { get; }

    /// <summary>Wraps a text that is known to be valid, without checking it.</summary>
    static abstract TSelf From(string value);
}
