using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Factory.Protocols.Json;

/// <summary>From bytes to checked JSON and back.</summary>
internal static class JsonText
{
    private const int MaxDepth = 128;

    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="TranslationException">Not JSON, not UTF-8, nested deeper than 128, or with a name twice in one object.</exception>
    public static JsonValueReader Parse(ReadOnlySpan<byte> bytes, string path = "", bool isReply = false)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw new TranslationException(path, "is not UTF-8");
        }

        try
        {
            return new JsonValueReader(JsonElement.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false }), path, isReply);
        }
        catch (JsonException wrong)
        {
            throw new TranslationException(path, $"is not JSON that can be read (whole, no name twice in one object, at most {MaxDepth} levels deep)", wrong);
        }
    }

    /// <summary>The object that a text holds, or null where it holds none.</summary>
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

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Copies a value as it was written, escapes and all.</summary>
    public static void WriteRaw(this Utf8JsonWriter json, JsonElement value) => json.WriteRawValue(value.GetRawText(), skipInputValidation: true);

    public static void WriteRaw(this Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(name);
        json.WriteRaw(value);
    }

    public static void WriteStringIfNotNull(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    public static void WriteNumberIfNotNull(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    public static void WriteNumberIfNotNull(this Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    public static void WriteBooleanIfNotNull(this Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } flag)
        {
            json.WriteBoolean(name, flag);
        }
    }
}
