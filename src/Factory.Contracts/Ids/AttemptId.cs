using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>The id of an attempt: one try of one agent at one task.</summary>
/// <param name="Value">The printed form.</param>
[GenerateSerializer, Immutable, Alias("AttemptId")]
[JsonConverter(typeof(IdJsonConverter<AttemptId>))]
public readonly record struct AttemptId([property: Id(0)] string Value) : IId<AttemptId>
{
    /// <inheritdoc/>
    public static string Kind => "attempt";

    /// <inheritdoc/>
    public static AttemptId From(string value) => new(value);

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not an attempt id.</exception>
    public static AttemptId Parse(string text) => IdText.Parse<AttemptId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
