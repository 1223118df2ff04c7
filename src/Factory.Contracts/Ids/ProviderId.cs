using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>The id of a model provider, for example <c>provider-openai</c>.</summary>
/// <param name="Value">The printed form.</param>
[GenerateSerializer, Immutable, Alias("ProviderId")]
[JsonConverter(typeof(IdJsonConverter<ProviderId>))]
public readonly record struct ProviderId([property: Id(0)] string Value) : IId<ProviderId>
{
    /// <inheritdoc/>
    public static string Kind => "provider";

    /// <inheritdoc/>
    public static ProviderId From(string value) => new(value);

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a provider id.</exception>
    public static ProviderId Parse(string text) => IdText.Parse<ProviderId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
