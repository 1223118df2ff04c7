using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>The id of an approval.</summary>
/// <param name="Value">The printed form.</param>
[GenerateSerializer, Immutable, Alias("ApprovalId")]
[JsonConverter(typeof(IdJsonConverter<ApprovalId>))]
public readonly record struct ApprovalId([property: Id(0)] string Value) : IId<ApprovalId>
{
    /// <inheritdoc/>
    public static string Kind => "approval";

    /// <inheritdoc/>
    public static ApprovalId From(string value) => new(value);

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not an approval id.</exception>
    public static ApprovalId Parse(string text) => IdText.Parse<ApprovalId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
