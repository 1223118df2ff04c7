using System.Globalization;
using System.Text.Json;

namespace Factory.Protocols.Json;

/// <summary>A JSON value and its path. Every accessor checks the type; its error names the path.</summary>
/// <param name="Value">The value.</param>
/// <param name="Path">Like <c>messages[2].content</c>; empty for a body.</param>
/// <param name="IsReply">Whether a provider wrote it: unknown fields are ignored then.</param>
internal readonly record struct JsonValueReader(JsonElement Value, string Path, bool IsReply = false)
{
    /// <value>The type.</value>
    public JsonValueKind Kind => Value.ValueKind;

    /// <value>Whether it is a string.</value>
    public bool IsText => Kind == JsonValueKind.String;

    /// <value>Whether it is a list.</value>
    public bool IsList => Kind == JsonValueKind.Array;

    /// <summary>The text. In a reply a lone surrogate is replaced by U+FFFD.</summary>
    /// <exception cref="TranslationException">Not a string, or one of a client with a lone surrogate.</exception>
    public string Text() => IsReply ? JsonText.WithWholeCharacters(Piece()) : Piece();

    /// <summary>
    /// The text, which in a reply may begin or end with half of a character: the other half is in the piece before or
    /// after it.
    /// </summary>
    /// <exception cref="TranslationException">Not a string, or one of a client with a lone surrogate.</exception>
    public string Piece()
    {
        if (!IsText)
        {
            throw WrongType("a string");
        }

        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException) when (IsReply)
        {
            return JsonText.Unescape(Value.GetRawText());
        }
        catch (InvalidOperationException half)
        {
            // JSON allows "\ud83d" alone, UTF-8 cannot encode it: no writer could pass it on.
            throw new TranslationException(Path, "holds half of a character (a lone surrogate); send whole characters", half);
        }
    }

    /// <summary>The arguments of a call, which some servers send as the object that the text should hold.</summary>
    /// <exception cref="TranslationException">Neither a string nor an object.</exception>
    public string ArgumentsPiece() => Kind == JsonValueKind.Object ? Value.GetRawText() : Piece();

    /// <summary>The value of true or false.</summary>
    /// <exception cref="TranslationException">Neither.</exception>
    public bool Flag() => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw WrongType("true or false"),
    };

    /// <summary>The integer.</summary>
    /// <exception cref="TranslationException">Not an integer, or beyond 64 bits.</exception>
    /// <remarks>In a reply <c>10.0</c> and <c>"10"</c> are read too: some servers write them.</remarks>
    public long Integer() =>
        Kind == JsonValueKind.Number && Value.TryGetInt64(out var whole)
            ? whole
            : IsReply && LenientInteger() is { } read ? read : throw WrongType("a whole number");

    /// <summary>The integer, for counts and limits.</summary>
    /// <exception cref="TranslationException">Not an integer from 0 to 2,147,483,647.</exception>
    public int NonNegativeInt() =>
        Integer() is >= 0 and <= int.MaxValue and var count ? (int)count : throw WrongType("a whole number of 0 or more");

    /// <summary>The number.</summary>
    /// <exception cref="TranslationException">Not a number, or beyond what a double holds.</exception>
    public double Number() =>
        Kind == JsonValueKind.Number && Value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw WrongType("a number");

    /// <summary>The items, each with its index in the path.</summary>
    /// <exception cref="TranslationException">Not a list.</exception>
    public IEnumerable<JsonValueReader> Items()
    {
        if (!IsList)
        {
            throw WrongType("a list");
        }

        var (_, path, isReply) = this;
        return Value.EnumerateArray().Select((item, index) => new JsonValueReader(item, $"{path}[{index}]", isReply));
    }

    /// <summary>The fields of the object.</summary>
    /// <exception cref="TranslationException">Not an object.</exception>
    public JsonObjectReader Object() => JsonObjectReader.Create(this);

    /// <summary>The object itself, to be copied without reading it: a schema or the arguments of a tool.</summary>
    /// <exception cref="TranslationException">Not an object.</exception>
    public JsonElement RawObject() => Kind == JsonValueKind.Object ? Value : throw WrongType("an object");

    private long? LenientInteger()
    {
        var text = Kind switch
        {
            JsonValueKind.Number => Value.GetRawText(),
            JsonValueKind.String => Text(),
            _ => "",
        };

        // Beyond 2^53 a double would not be the number that was sent.
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsInteger(number)
            && Math.Abs(number) <= 1L << 53 ? (long)number : null;
    }

    /// <summary>The error for a value of another type.</summary>
    /// <param name="expected">What it must be.</param>
    public TranslationException WrongType(string expected) => new(Path, $"must be {expected}");
}
