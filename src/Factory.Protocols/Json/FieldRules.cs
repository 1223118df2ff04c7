using System.Text.Json;

namespace Factory.Protocols.Json;

/// <summary>
/// What happens to the fields of one kind of object that a reader does not read. A field that no rule names is rejected
/// as unknown.
/// </summary>
/// <param name="Where">Where the object is, for the reference page.</param>
/// <param name="Ignored">Fields that change price, location or bookkeeping but not the requested reply: they are left
/// out.</param>
/// <param name="Rejected">Fields that are rejected with a reason of their own.</param>
internal sealed record FieldRules(string Where, IReadOnlyList<string> Ignored, IReadOnlyList<RejectedField> Rejected)
{
    /// <summary>Rules without rejected fields.</summary>
    public static FieldRules IgnoringOnly(string where, params string[] ignored) => new(where, ignored, []);

    /// <summary>Whether the value is <c>false</c>.</summary>
    public static bool IsFalse(JsonElement value) => value.ValueKind == JsonValueKind.False;

    /// <summary>Whether the value is the number 0, in any notation.</summary>
    public static bool IsZero(JsonElement value) => IsNumber(value, 0);

    /// <summary>Whether the value is the number 1, in any notation.</summary>
    public static bool IsOne(JsonElement value) => IsNumber(value, 1);

    /// <summary>
    /// Whether the value says nothing in any field: false, an empty text or an empty list. An empty object can switch
    /// something on (<c>web_search_options: {}</c>).
    /// </summary>
    public static bool SaysNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    /// <summary>Whether the value is an empty list or object.</summary>
    public static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };

    /// <summary>A check whether the value is one of these strings.</summary>
    public static Func<JsonElement, bool> IsOneOf(params string[] words) =>
        value => value.ValueKind == JsonValueKind.String && words.Any(word => value.ValueEquals(word));

    /// <summary>A check whether the value is a list of nothing but this string.</summary>
    public static Func<JsonElement, bool> IsListOf(string word) =>
        value => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsOneOf(word));

    private static bool IsNumber(JsonElement value, double expected) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number == expected;
}
