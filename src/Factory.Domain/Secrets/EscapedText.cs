using System.Globalization;
using System.Text;

namespace Factory.Domain.Secrets;

/// <summary>
/// A text whose escapes are undone, with the place in the text from which each byte comes. Escapes of single characters
/// can be mixed at will (<c>%73</c>, <c>\u0073</c>, <c>\x73</c>, <c>\/</c>), so that a secret has more forms than can be listed.
/// </summary>
internal sealed class EscapedText
{
    // An escape within an escape, "%2573": more than two are made on purpose only, by what can also write a cipher.
    private const int MaxDepth = 3;
    private const int NoByte = -1;

    private byte[] _bytes;
    private int[] _starts;
    private int[] _ends;

    private EscapedText(string text)
    {
        _bytes = Encoding.UTF8.GetBytes(text);
        (_starts, _ends) = (new int[_bytes.Length], new int[_bytes.Length]);
        var (at, index) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            for (var i = 0; i < rune.Utf8SequenceLength && at < _bytes.Length; i++, at++)
            {
                (_starts[at], _ends[at]) = (index, index + rune.Utf16SequenceLength);
            }

            index += rune.Utf16SequenceLength;
        }
    }

    /// <summary>Returns where values stand in the text in escaped form; empty when nothing in it is escaped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="values">The values, in UTF-8.</param>
    public static IReadOnlyList<Range> Find(string text, IReadOnlyList<byte[]> values)
    {
        if (values.Count == 0 || !HasEscape(text))
        {
            return [];
        }

        var escaped = new EscapedText(text);
        for (var depth = 0; depth < MaxDepth && escaped.Decode(); depth++)
        {
            if (escaped.FindAll(values) is { Count: > 0 } found)
            {
                return found;
            }
        }

        return [];
    }

    private static bool HasEscape(string text)
    {
        for (var at = text.AsSpan().IndexOfAny('%', '\\'); at >= 0 && at + 1 < text.Length;)
        {
            if (text[at] == '%' ? char.IsAsciiHexDigit(text[at + 1]) : text[at + 1] is 'u' or 'x' or '/')
            {
                return true;
            }

            var next = text.AsSpan(at + 1).IndexOfAny('%', '\\');
            at = next < 0 ? NoByte : at + 1 + next;
        }

        return false;
    }

    private List<Range> FindAll(IReadOnlyList<byte[]> values)
    {
        var found = new List<Range>();
        foreach (var value in values)
        {
            for (var at = _bytes.AsSpan().IndexOf(value); at >= 0;)
            {
                found.Add(_starts[at].._ends[at + value.Length - 1]);
                var next = _bytes.AsSpan(at + value.Length).IndexOf(value);
                at = next < 0 ? NoByte : at + value.Length + next;
            }
        }

        return found;
    }

    // Undoes one layer; false when there was none.
    private bool Decode()
    {
        var bytes = new List<byte>(_bytes.Length);
        var (starts, ends) = (new List<int>(_bytes.Length), new List<int>(_bytes.Length));
        Span<byte> utf8 = stackalloc byte[4];
        for (var at = 0; at < _bytes.Length;)
        {
            var length = ReadEscape(_bytes.AsSpan(at), utf8, out var written);
            for (var i = 0; i < written; i++)
            {
                bytes.Add(utf8[i]);
                starts.Add(_starts[at]);
                ends.Add(_ends[at + length - 1]);
            }

            at += length;
        }

        var changed = bytes.Count != _bytes.Length;
        (_bytes, _starts, _ends) = ([.. bytes], [.. starts], [.. ends]);
        return changed;
    }

    private static int ReadEscape(ReadOnlySpan<byte> text, Span<byte> utf8, out int written)
    {
        written = 1;
        utf8[0] = text[0];
        if (text[0] == '%' && ReadHex(text, 1, 2) is >= 0 and var value)
        {
            utf8[0] = (byte)value;
            return 3;
        }

        // However many there are: each layer of JSON doubles them.
        var slashes = text.IndexOfAnyExcept((byte)'\\');
        if (slashes <= 0)
        {
            return 1;
        }

        switch (text[slashes])
        {
            case (byte)'/':
                utf8[0] = (byte)'/';
                return slashes + 1;
            case (byte)'x' when ReadHex(text, slashes + 1, 2) is >= 0 and var octet:
                utf8[0] = (byte)octet;
                return slashes + 3;
            case (byte)'u' when ReadHex(text, slashes + 1, 4) is >= 0 and var unit:
                return ReadUnit(text, slashes + 5, (char)unit, utf8, out written);
            default:
                return 1;
        }
    }

    private static int ReadUnit(ReadOnlySpan<byte> text, int length, char unit, Span<byte> utf8, out int written)
    {
        if (Rune.TryCreate(unit, out var rune))
        {
            written = rune.EncodeToUtf8(utf8);
            return length;
        }

        var rest = text[length..];
        var slashes = rest.IndexOfAnyExcept((byte)'\\');
        if (slashes > 0 && rest[slashes] == 'u' && ReadHex(rest, slashes + 1, 4) is >= 0 and var low
            && Rune.TryCreate(unit, (char)low, out rune))
        {
            written = rune.EncodeToUtf8(utf8);
            return length + slashes + 5;
        }

        written = Rune.ReplacementChar.EncodeToUtf8(utf8);
        return length;
    }

    private static int ReadHex(ReadOnlySpan<byte> text, int at, int digits) =>
        text.Length >= at + digits
        && int.TryParse(text.Slice(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : NoByte;
}
