using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>The schema of a reply, with the same fields in chat and responses.</summary>
internal static class OpenAIResponseFormat
{
    /// <summary>Reads the fields of a schema.</summary>
    /// <param name="reader">The object that holds them.</param>
    /// <param name="rules">What happens to its other fields.</param>
    public static ResponseFormat Read(JsonObjectReader reader, FieldRules rules)
    {
        var format = new ResponseFormat(
            reader.Required("schema").RawObject(),
            reader.RequiredText("name"),
            reader.Text("description"),
            reader.Flag("strict"));
        reader.RejectUnread(rules);
        return format;
    }

    /// <summary>Writes the fields of a schema into the open object.</summary>
    public static void Write(Utf8JsonWriter json, ResponseFormat format, JsonElement schema)
    {
        // Required by OpenAI, unknown to Anthropic and Google; the model sees it.
        json.WriteString("name", format.Name ?? "reply");
        json.WriteStringIfNotNull("description", format.Description);
        json.WriteRaw("schema", schema);
        json.WriteBooleanIfNotNull("strict", format.Strict);
    }
}
