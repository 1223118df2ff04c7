using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>The id of a product: a repository and what is deployed from it.</summary>
/// <param name="Value">The printed form.</param>
[GenerateSerializer, Immutable, Alias("ProductId")]
[JsonConverter(typeof(IdJsonConverter<ProductId>))]
public readonly record struct ProductId([property: Id(0)] string Value) : IId<ProductId>
{
    /// <inheritdoc/>
    public static string Kind => "product";

    /// <inheritdoc/>
    public static ProductId From(string value) => new(value);

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a product id.</exception>
    public static ProductId Parse(string text) => IdText.Parse<ProductId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
