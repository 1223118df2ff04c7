using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>A model provider, for example <c>provider-openai</c>.</summary>
[GenerateSerializer, Immutable, Alias("ProviderId")]
[JsonConverter(typeof(IdJsonConverter<ProviderId>))]
public readonly record struct ProviderId([property: Id(0)] string Value) : IId<ProviderId>
{
    /// <inheritdoc/>
    public static string Kind => "provider";

    /// <inheritdoc/>
    public static ProviderId From(string value) => new(value);

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not a provider id.</exception>
    public static ProviderId Parse(string text) => IdText.Parse<ProviderId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
