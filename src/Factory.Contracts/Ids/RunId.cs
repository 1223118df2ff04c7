using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>The id of a run: one idea on its way through a pipeline.</summary>
/// <param name="Value">The printed form.</param>
[GenerateSerializer, Immutable, Alias("RunId")]
[JsonConverter(typeof(IdJsonConverter<RunId>))]
public readonly record struct RunId([property: Id(0)] string Value) : IId<RunId>
{
    /// <inheritdoc/>
    public static string Kind => "run";

    /// <inheritdoc/>
    public static RunId From(string value) => new(value);

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a run id.</exception>
    public static RunId Parse(string text) => IdText.Parse<RunId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
