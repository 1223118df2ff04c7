using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Factory.Protocols.Json;

/// <summary>Parses and writes JSON.</summary>
internal static class JsonText
{
    // Readers and writers recurse: a body of nothing but brackets must not become as many stack frames. No API needs a
    // tenth of it beside schemas.
    private const int MaxDepth = 128;

    /// <value>
    /// Escapes what JSON requires and little more: letters of all scripts stay readable in a provider's logs and cost a
    /// third of the bytes.
    /// </value>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Parses a body or an event.</summary>
    /// <param name="bytes">JSON in UTF-8.</param>
    /// <param name="path">Its place, for errors; empty for a body.</param>
    /// <param name="isReply">Whether a provider wrote it; see <see cref="JsonObjectReader.RejectUnread"/>.</param>
    /// <exception cref="TranslationException">Not JSON, not UTF-8, nested deeper than 128, or with a name twice in one
    /// object.</exception>
    public static JsonValueReader Parse(ReadOnlySpan<byte> bytes, string path = "", bool isReply = false)
    {
        // The parser checks UTF-8 only where a string is read, and what is carried as raw text is never read.
        if (!Utf8.IsValid(bytes))
        {
            throw new TranslationException(path, "is not UTF-8");
        }

        try
        {
            // With a name twice in one object two parsers see two requests: what was checked here might not be what the
            // provider executes.
            var options = new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
            return new JsonValueReader(JsonElement.Parse(bytes, options), path, isReply);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name with a lone surrogate, which the parser decodes to look for duplicates.
            throw new TranslationException(
                path,
                $"is not JSON that can be read (complete, no name twice in one object, at most {MaxDepth} levels deep)",
                wrong);
        }
    }

    /// <summary>The JSON object that a text holds; null where it holds none.</summary>
    public static JsonElement? TryObject(string text)
    {
        try
        {
            var value = JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return value.ValueKind == JsonValueKind.Object ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A text without halves of characters: each lone surrogate is replaced by U+FFFD.</summary>
    public static string WithWholeCharacters(string text)
    {
        var valid = true;
        foreach (var rune in text.EnumerateRunes())
        {
            valid &= rune != Rune.ReplacementChar;
        }

        return valid ? text : string.Concat(text.EnumerateRunes());
    }

    /// <summary>The text of a JSON string that may hold halves of characters, which are kept.</summary>
    /// <param name="raw">The string as it was written, quotes included.</param>
    public static string Unescape(string raw)
    {
        // A half can only stand in an escape, since UTF-8 has none; every other escape is left to the parser.
        var text = new StringBuilder(raw.Length);
        for (var at = 1; at < raw.Length - 1; at++)
        {
            if (raw[at] != '\\')
            {
                text.Append(raw[at]);
                continue;
            }

            var length = raw[at + 1] == 'u' ? 6 : 2;
            text.Append(length == 6
                ? (char)ushort.Parse(raw.AsSpan(at + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                : JsonElement.Parse($"\"{raw.AsSpan(at, 2)}\"").GetString()![0]);
            at += length - 1;
        }

        return text.ToString();
    }

    /// <summary>The name of a property.</summary>
    /// <param name="property">The property.</param>
    /// <param name="path">The path of its object, for the error.</param>
    /// <exception cref="TranslationException">The name holds a lone surrogate.</exception>
    public static string NameOf(JsonProperty property, string path)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException half)
        {
            throw new TranslationException(
                path,
                "has a field whose name holds half of a character (a lone surrogate); send whole characters",
                half);
        }
    }

    /// <summary>The bytes of what <paramref name="write"/> writes.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Copies a value as it was written, numbers and escapes included, in one line.</summary>
    public static void WriteRaw(this Utf8JsonWriter json, JsonElement value)
    {
        // Parsing and writing would change 2.50 to 2.5 and fail at a lone surrogate. Line breaks can only be white
        // space between tokens, since JSON forbids them in strings; in a server-sent event they would end the data
        // line, and models like to write arguments over several lines.
        var raw = value.GetRawText();
        json.WriteRawValue(
            raw.AsSpan().IndexOfAny('\n', '\r') < 0 ? raw : raw.Replace('\n', ' ').Replace('\r', ' '),
            skipInputValidation: true);
    }

    /// <summary>Copies a value as a property.</summary>
    public static void WriteRaw(this Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(name);
        json.WriteRaw(value);
    }

    /// <summary>Writes a string property; nothing for null.</summary>
    public static void WriteStringIfNotNull(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>Writes a list of strings; nothing for an empty one.</summary>
    public static void WriteStringsIfAny(this Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a number property; nothing for null.</summary>
    public static void WriteNumberIfNotNull(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    /// <summary>Writes an integer property; nothing for null.</summary>
    public static void WriteNumberIfNotNull(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    /// <summary>Writes a boolean property; nothing for null.</summary>
    public static void WriteBooleanIfNotNull(this Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } flag)
        {
            json.WriteBoolean(name, flag);
        }
    }
}
