using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>The id of a lease, the same in every budget of its chain.</summary>
/// <param name="Value">The printed form.</param>
[GenerateSerializer, Immutable, Alias("LeaseId")]
[JsonConverter(typeof(IdJsonConverter<LeaseId>))]
public readonly record struct LeaseId([property: Id(0)] string Value) : IId<LeaseId>, IComparable<LeaseId>
{
    /// <inheritdoc/>
    public static string Kind => "lease";

    /// <inheritdoc/>
    public static LeaseId From(string value) => new(value);

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a lease id.</exception>
    public static LeaseId Parse(string text) => IdText.Parse<LeaseId>(text);

    /// <summary>Orders ids by their printed form, which is the order in which they were made.</summary>
    public int CompareTo(LeaseId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
