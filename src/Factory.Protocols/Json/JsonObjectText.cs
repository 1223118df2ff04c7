using System.Text;

namespace Factory.Protocols.Json;

/// <summary>
/// A text that comes in pieces and may become a JSON object, such as the arguments of a tool call. Each character is looked
/// at once, so that a text in many pieces costs no more than the same text in one. Not thread-safe.
/// </summary>
public sealed class JsonObjectText
{
    private readonly StringBuilder _text = new();
    private readonly JsonObjectEnd _end = new();
    private bool? _isObject;

    /// <value>Length of the text, in characters.</value>
    public int Length => _text.Length;

    /// <summary>More of the text.</summary>
    public void Append(string piece)
    {
        _text.Append(piece);
        _end.Append(piece);
    }

    /// <summary>
    /// Whether the text is a complete object: the only sign of a call's end where the provider sends none.
    /// </summary>
    public bool IsComplete()
    {
        if (!_end.IsReached)
        {
            return false;
        }

        // Parsed once: only white space can follow, or it is no object any more.
        _isObject ??= JsonText.TryObject(ToString()) is not null;
        return _isObject.Value;
    }

    /// <summary>The text so far; halves of characters are replaced by U+FFFD.</summary>
    public override string ToString() => JsonText.WithWholeCharacters(_text.ToString());
}
