using System.Text.Json;
using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>
/// The arguments of a call for APIs that take an object instead of text. What is not an object is kept as text in
/// <c>{"malformed_arguments": …}</c>.
/// </summary>
internal static class ToolArguments
{
    private const string Malformed = "malformed_arguments";

    /// <summary>Writes the arguments as the object <paramref name="name"/>.</summary>
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
            // A call that was cut at the output limit is part of the history: without it the provider would reject the
            // result that answers it.
            json.WriteStartObject(name);
            json.WriteString(Malformed, arguments);
            json.WriteEndObject();
        }
    }

    /// <summary>Reads arguments that <see cref="Write"/> or a vendor wrote.</summary>
    /// <param name="node">The object; null counts as no arguments.</param>
    /// <exception cref="TranslationException">Not an object.</exception>
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
