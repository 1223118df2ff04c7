using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>Something an agent asked the operator.</summary>
[GenerateSerializer, Immutable, Alias("QuestionId")]
[JsonConverter(typeof(IdJsonConverter<QuestionId>))]
public readonly record struct QuestionId([property: Id(0)] string Value) : IId<QuestionId>
{
    /// <inheritdoc/>
    public static string Kind => "question";

    /// <inheritdoc/>
    public static QuestionId From(string value) => new(value);

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not a question id.</exception>
    public static QuestionId Parse(string text) => IdText.Parse<QuestionId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
