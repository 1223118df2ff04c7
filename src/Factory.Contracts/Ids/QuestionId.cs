using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>The id of an agent's question to the operator.</summary>
/// <param name="Value">The printed form.</param>
[GenerateSerializer, Immutable, Alias("QuestionId")]
[JsonConverter(typeof(IdJsonConverter<QuestionId>))]
public readonly record struct QuestionId([property: Id(0)] string Value) : IId<QuestionId>
{
    /// <inheritdoc/>
    public static string Kind => "question";

    /// <inheritdoc/>
    public static QuestionId From(string value) => new(value);

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a question id.</exception>
    public static QuestionId Parse(string text) => IdText.Parse<QuestionId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
