using System.Text.Json;

namespace Factory.Protocols.Json;

/// <summary>Schemas in the words of one vendor, for another.</summary>
internal static class JsonSchemas
{
    /// <summary>Google's OpenAPI subset as JSON Schema: types in small letters, <c>nullable</c> as a type, counts as numbers.</summary>
    public static JsonElement FromOpenApi(JsonElement schema) => Rewrite(schema, closed: false);

    /// <summary>Every object says that it has no other fields, as Anthropic demands of the schema of a reply.</summary>
    public static JsonElement WithClosedObjects(JsonElement schema) => Rewrite(schema, closed: true);

    private static JsonElement Rewrite(JsonElement schema, bool closed) =>
        JsonElement.Parse(JsonText.Write(json => WriteSchema(json, schema, closed)), new JsonDocumentOptions { MaxDepth = 256 });

    private static void WriteSchema(Utf8JsonWriter json, JsonElement schema, bool closed)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            json.WriteRaw(schema);
            return;
        }

        json.WriteStartObject();
        var nullable = schema.TryGetProperty("nullable", out var flag) && flag.ValueKind == JsonValueKind.True;
        foreach (var keyword in schema.EnumerateObject())
        {
            WriteKeyword(json, keyword, nullable, closed);
        }

        if (closed && schema.TryGetProperty("properties", out _) && !schema.TryGetProperty("additionalProperties", out _))
        {
            json.WriteBoolean("additionalProperties", false);
        }

        json.WriteEndObject();
    }

    private static void WriteKeyword(Utf8JsonWriter json, JsonProperty keyword, bool nullable, bool closed)
    {
        var value = keyword.Value;
        switch (keyword.Name)
        {
            case "nullable" or "propertyOrdering":
                break;
            case "type" when value.ValueKind == JsonValueKind.String && nullable:
                json.WriteStartArray("type");
                json.WriteStringValue(value.GetString()!.ToLowerInvariant());
                json.WriteStringValue("null");
                json.WriteEndArray();
                break;
            case "type" when value.ValueKind == JsonValueKind.String:
                json.WriteString("type", value.GetString()!.ToLowerInvariant());
                break;
            case "properties" or "patternProperties" or "$defs" or "definitions" when value.ValueKind == JsonValueKind.Object:
                json.WriteStartObject(keyword.Name);
                foreach (var property in value.EnumerateObject())
                {
                    json.WritePropertyName(property.Name);
                    WriteSchema(json, property.Value, closed);
                }

                json.WriteEndObject();
                break;
            case "items" or "additionalProperties" or "not":
                json.WritePropertyName(keyword.Name);
                WriteSchema(json, value, closed);
                break;
            case "anyOf" or "oneOf" or "allOf" or "prefixItems" when value.ValueKind == JsonValueKind.Array:
                json.WriteStartArray(keyword.Name);
                foreach (var item in value.EnumerateArray())
                {
                    WriteSchema(json, item, closed);
                }

                json.WriteEndArray();
                break;
            case "minItems" or "maxItems" or "minLength" or "maxLength" or "minProperties" or "maxProperties"
                when value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), out var count):
                json.WriteNumber(keyword.Name, count);
                break;
            default:
                json.WriteRaw(keyword.Name, value);
                break;
        }
    }
}
