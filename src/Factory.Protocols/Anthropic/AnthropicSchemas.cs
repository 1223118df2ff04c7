using System.Text.Json;
using System.Text.Json.Nodes;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>
/// Schemas that Anthropic compiles: those of formats and of strict tools. It rejects the keywords that it cannot
/// compile ("For 'integer' type, property 'minimum' is not supported"), so they are moved into the description, as
/// Anthropic's own libraries do.
/// </summary>
internal static class AnthropicSchemas
{
    private static readonly HashSet<string> Compiled =
        [
            "type", "properties", "required", "items", "anyOf", "allOf", "enum", "const", "description",
            "title", "default", "pattern", "$ref", "$defs", "definitions", "$schema", "$id",
        ];

    private static readonly HashSet<string> Formats =
        ["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"];

    /// <summary>The schema with closed objects and the keywords that Anthropic compiles.</summary>
    public static JsonElement Constrain(JsonElement schema)
    {
        var node = JsonNode.Parse(
            JsonSchemas.WithClosedObjects(schema).GetRawText(),
            documentOptions: new JsonDocumentOptions { MaxDepth = 256 });
        Constrain(node);
        return JsonSerializer.SerializeToElement(node, Options);
    }

    private static JsonSerializerOptions Options { get; } = new() { MaxDepth = 256 };

    private static void Constrain(JsonNode? node)
    {
        if (node is not JsonObject schema)
        {
            return;
        }

        if (schema.Remove("oneOf", out var choice) && !schema.ContainsKey("anyOf"))
        {
            schema["anyOf"] = choice;
        }

        foreach (var child in Children(schema).ToList())
        {
            Constrain(child);
        }

        MoveToDescription(schema);
        if (schema.ContainsKey("properties") || (schema["type"] is JsonValue type && type.ToString() == "object"))
        {
            schema["additionalProperties"] = false;
        }
    }

    private static IEnumerable<JsonNode?> Children(JsonObject schema)
    {
        IEnumerable<JsonNode?> named = new[] { "properties", "$defs", "definitions" }
            .SelectMany(keyword => schema[keyword] as JsonObject ?? [])
            .Select(property => property.Value);
        var listed = new[] { "anyOf", "allOf" }.SelectMany(keyword => schema[keyword] as JsonArray ?? []);
        return [.. named, .. listed, schema["items"]];
    }

    private static void MoveToDescription(JsonObject schema)
    {
        var moved = schema.Where(keyword => !IsCompiled(keyword.Key, keyword.Value)).Select(keyword => keyword.Key).ToList();
        if (moved.Count == 0)
        {
            return;
        }

        var said = string.Join(", ", moved.Select(keyword => $"{keyword}: {schema[keyword]?.ToJsonString() ?? "null"}"));
        moved.ForEach(keyword => schema.Remove(keyword));
        var description = schema["description"] is JsonValue text ? text.ToString() + "\n\n" : "";
        schema["description"] = $"{description}{{{said}}}";
    }

    private static bool IsCompiled(string keyword, JsonNode? value) => keyword switch
    {
        "additionalProperties" => value is JsonValue,
        "format" => value is JsonValue format && Formats.Contains(format.ToString()),
        "minItems" => value is JsonValue count && count.ToString() is "0" or "1",
        _ => Compiled.Contains(keyword),
    };
}
