using System.Text.Json;

namespace Factory.Protocols.Json;

/// <summary>A JSON value and where it stands. Every reading checks the type and names the place when it is wrong.</summary>
/// <param name="IsReply">What a provider wrote: fields that nobody here knows yet are no business of the client.</param>
internal readonly record struct JsonValueReader(JsonElement Value, string Path, bool IsReply = false)
{
    public JsonValueKind Kind => Value.ValueKind;

    public bool IsText => Kind == JsonValueKind.String;

    public bool IsList => Kind == JsonValueKind.Array;

    /// <exception cref="TranslationException">Not a string, or one with half a surrogate pair.</exception>
    public string Text()
    {
        if (!IsText)
        {
            throw WrongType("a string");
        }

        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException half)
        {
            throw new TranslationException(Path, "holds half of a character (a lone surrogate); send whole characters", half);
        }
    }

    public bool Flag() => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw WrongType("true or false"),
    };

    public long Integer() => Kind == JsonValueKind.Number && Value.TryGetInt64(out var whole) ? whole : throw WrongType("a whole number");

    public int NonNegativeInt() => Integer() is >= 0 and <= int.MaxValue and var count ? (int)count : throw WrongType("a whole number of 0 or more");

    public double Number() => Kind == JsonValueKind.Number && Value.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw WrongType("a number");

    public IEnumerable<JsonValueReader> Items()
    {
        if (!IsList)
        {
            throw WrongType("a list");
        }

        var (_, path, isReply) = this;
        return Value.EnumerateArray().Select((item, index) => new JsonValueReader(item, $"{path}[{index}]", isReply));
    }

    public JsonObjectReader Object() => JsonObjectReader.Create(this);

    /// <summary>The object as it stands, to be carried unread: a schema or a tool's arguments.</summary>
    public JsonElement RawObject() => Kind == JsonValueKind.Object ? Value : throw WrongType("an object");

    public TranslationException WrongType(string expected) => new(Path, $"must be {expected}");
}
