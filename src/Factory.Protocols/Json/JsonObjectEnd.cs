namespace Factory.Protocols.Json;

/// <summary>
/// Finds the end of a JSON object in a text that comes in pieces. Each character is looked at once, so that a text in
/// many pieces costs no more than the same text in one.
/// </summary>
/// <remarks>
/// It follows strings and brackets only: where they end is where a valid object ends, and whether the text is valid is
/// left to the parser, which then has to look at it once.
/// </remarks>
internal sealed class JsonObjectEnd
{
    private int _depth;
    private bool _isInString;
    private bool _isEscaped;
    private bool _isOther;

    /// <value>Whether the text is one value in brackets that began with <c>{</c>, and nothing but white space follows.</value>
    public bool IsReached { get; private set; }

    /// <summary>More of the text.</summary>
    public void Append(string piece)
    {
        foreach (var c in piece)
        {
            Read(c);
        }
    }

    private void Read(char c)
    {
        if (_isInString)
        {
            (_isInString, _isEscaped) = (_isEscaped || c != '"', !_isEscaped && c == '\\');
        }
        else if (!_isOther && c is not (' ' or '\t' or '\r' or '\n'))
        {
            // A second value, or one that is no object: what follows cannot make it one.
            _isOther = IsReached || (_depth == 0 && c != '{');
            IsReached = false;
            ReadToken(c);
        }
    }

    private void ReadToken(char c)
    {
        switch (c)
        {
            case '"':
                _isInString = true;
                break;
            case '{' or '[':
                _depth++;
                break;
            case '}' or ']':
                _depth--;
                IsReached = _depth == 0 && !_isOther;
                break;
        }
    }
}
