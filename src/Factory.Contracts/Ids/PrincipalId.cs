using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>The id of who pays for model calls: an attempt's id, or <c>key-NAME</c> for a named key.</summary>
/// <param name="Value">The printed form.</param>
[GenerateSerializer, Immutable, Alias("PrincipalId")]
[JsonConverter(typeof(PrincipalIdJsonConverter))]
public readonly record struct PrincipalId([property: Id(0)] string Value)
{
    private const string KeyKind = "key";

    /// <summary>The principal of an attempt.</summary>
    public static PrincipalId ForAttempt(AttemptId attempt) => new(attempt.Value);

    /// <summary>The principal of a named key.</summary>
    public static PrincipalId ForKey(string name) => new($"{KeyKind}-{name}");

    /// <summary>Parses an id.</summary>
    /// <exception cref="FormatException">The text is not a principal id.</exception>
    public static PrincipalId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{IdText.Shorten(text)}' is not a principal id: it must be an attempt's id or key-NAME.");

    /// <summary>Parses an id; false when the text is neither an attempt's id nor that of a named key.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PrincipalId id)
    {
        var isValid = IdText.TryParse<AttemptId>(text, out _)
            || (text is not null && IdText.IsWellFormed(text, KeyKind, IdText.MaxLength));
        id = isValid ? new PrincipalId(text!) : default;
        return isValid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
