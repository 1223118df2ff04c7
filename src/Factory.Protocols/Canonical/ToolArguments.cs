using System.Text.Json;
using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>A call's arguments where a protocol wants an object. What a model wrote that is none is kept as text in <c>{"malformed_arguments": …}</c>.</summary>
internal static class ToolArguments
{
    private const string Malformed = "malformed_arguments";

    public static void Write(Utf8JsonWriter json, string name, string arguments)
    {
        if (string.IsNullOrWhiteSpace(arguments))
        {
            json.WriteStartObject(name);
            json.WriteEndObject();
        }
        else if (JsonText.TryObject(arguments) is { } value)
        {
            json.WriteRaw(name, value);
        }
        else
        {
            json.WriteStartObject(name);
            json.WriteString(Malformed, arguments);
            json.WriteEndObject();
        }
    }

    public static string Read(JsonValueReader? node)
    {
        if (node is not { } arguments)
        {
            return "{}";
        }

        var value = arguments.RawObject();
        return value.GetPropertyCount() == 1 && value.TryGetProperty(Malformed, out var text) && text.ValueKind == JsonValueKind.String
            ? new JsonValueReader(text, arguments.Path).Text()
            : value.GetRawText();
    }
}
