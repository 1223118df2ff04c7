using System.Text.Json;

namespace Factory.Protocols.Json;

/// <summary>A field that changes what is asked for and that no other protocol can carry.</summary>
/// <param name="Field">Its name in the client's own spelling.</param>
/// <param name="Reason">The rule and the fix, as the client reads them behind the field's name.</param>
/// <param name="IsNoOp">Values that change nothing and pass; null means none.</param>
internal sealed record RejectedField(string Field, string Reason, Func<JsonElement, bool>? IsNoOp = null);

/// <summary>What becomes of the fields of one kind of object that a reader does not carry. Everything that is named nowhere is refused as unknown.</summary>
/// <param name="Where">Where the object stands, for the reference page.</param>
/// <param name="Ignored">Fields that change price, place or bookkeeping but not the answer asked for: they are left out.</param>
/// <param name="Rejected">Fields with their own words of refusal.</param>
internal sealed record FieldRules(string Where, IReadOnlyList<string> Ignored, IReadOnlyList<RejectedField> Rejected)
{
    public static FieldRules IgnoringOnly(string where, params string[] hints) => new(where, hints, []);

    public static bool IsFalse(JsonElement value) => value.ValueKind == JsonValueKind.False;

    public static bool IsZero(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number == 0;

    public static bool IsOne(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number == 1;

    public static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };

    public static Func<JsonElement, bool> IsOneOf(params string[] words) => value => value.ValueKind == JsonValueKind.String && words.Any(word => value.ValueEquals(word));
}
