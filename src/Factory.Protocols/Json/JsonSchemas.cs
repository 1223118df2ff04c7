using System.Text.Json;

namespace Factory.Protocols.Json;

/// <summary>Converts schemas between the dialects of vendors.</summary>
internal static class JsonSchemas
{
    /// <summary>
    /// Google's OpenAPI subset as JSON Schema: lower-case types, <c>nullable</c> as the type null, counts as numbers.
    /// JSON Schema passes unchanged.
    /// </summary>
    public static JsonElement FromOpenApi(JsonElement schema) => Rewrite(schema, closed: false);

    /// <summary>
    /// The schema with <c>additionalProperties: false</c> in every object that does not decide otherwise.
    /// </summary>
    public static JsonElement WithClosedObjects(JsonElement schema)
    {
        // Anthropic: "For 'object' type, 'additionalProperties' must be explicitly set to false". OpenAI requires it
        // only with strict.
        return Rewrite(schema, closed: true);
    }

    /// <summary>
    /// Writes a tool's schema with the type object, which JSON Schema and OpenAI leave optional and Anthropic requires.
    /// </summary>
    /// <param name="json">Gets the schema.</param>
    /// <param name="schema">The schema; null for a tool without arguments.</param>
    public static void WriteAsObject(Utf8JsonWriter json, JsonElement? schema)
    {
        json.WriteStartObject();
        // Anthropic takes the one word, not null and not a list of types with object among them.
        var hasType = schema is { } given && given.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String;
        if (!hasType)
        {
            json.WriteString("type", "object");
        }

        foreach (var keyword in schema?.EnumerateObject().Where(keyword => hasType || !keyword.NameEquals("type")).ToList() ?? [])
        {
            json.WriteRaw(JsonText.NameOf(keyword, "schema"), keyword.Value);
        }

        if (schema is null)
        {
            json.WriteStartObject("properties");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

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
        var (name, value) = (JsonText.NameOf(keyword, "schema"), keyword.Value);
        switch (name)
        {
            case "nullable" or "propertyOrdering":
                break;

            // The zero value of Google's enum, which its client libraries write for a schema without a type; JSON
            // Schema has no such type.
            case "type" when value.ValueKind == JsonValueKind.String && value.ValueEquals("TYPE_UNSPECIFIED"):
                break;
            case "type" when value.ValueKind == JsonValueKind.String:
                WriteType(json, new JsonValueReader(value, "schema.type").Text().ToLowerInvariant(), nullable);
                break;

            case "items" or "additionalProperties" or "not":
                json.WritePropertyName(name);
                WriteSchema(json, value, closed);
                break;

            // Google declares them as int64, which its JSON form writes as strings.
            case "minItems" or "maxItems" or "minLength" or "maxLength" or "minProperties" or "maxProperties"
                when value.ValueKind == JsonValueKind.String && long.TryParse(new JsonValueReader(value, "schema").Text(), out var count):
                json.WriteNumber(name, count);
                break;
            case "properties" or "patternProperties" or "$defs" or "definitions" when value.ValueKind == JsonValueKind.Object:
                WriteProperties(json, name, value, closed);
                break;
            case "enum" or "anyOf" or "oneOf" when nullable && value.ValueKind == JsonValueKind.Array:
                WriteList(json, name, value, closed, withNull: true);
                break;
            case "anyOf" or "oneOf" or "allOf" or "prefixItems" when value.ValueKind == JsonValueKind.Array:
                WriteList(json, name, value, closed, withNull: false);
                break;
            default:
                json.WriteRaw(name, value);
                break;
        }
    }

    private static void WriteProperties(Utf8JsonWriter json, string name, JsonElement properties, bool closed)
    {
        // Their names are not keywords: a property can be called "type" or "nullable".
        json.WriteStartObject(name);
        foreach (var property in properties.EnumerateObject())
        {
            json.WritePropertyName(JsonText.NameOf(property, "schema"));
            WriteSchema(json, property.Value, closed);
        }

        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, JsonElement list, bool closed, bool withNull)
    {
        json.WriteStartArray(name);
        foreach (var item in list.EnumerateArray())
        {
            // The values of an enum are not schemas, even where they are objects.
            if (name == "enum")
            {
                json.WriteRaw(item);
            }
            else
            {
                WriteSchema(json, item, closed);
            }
        }

        // An enum and the branches of a choice exclude null unless they name it; in OpenAPI, nullable is a keyword of
        // its own.
        if (withNull)
        {
            WriteNull(json, name);
        }

        json.WriteEndArray();
    }

    private static void WriteType(Utf8JsonWriter json, string type, bool nullable)
    {
        if (!nullable)
        {
            json.WriteString("type", type);
            return;
        }

        json.WriteStartArray("type");
        json.WriteStringValue(type);
        json.WriteStringValue("null");
        json.WriteEndArray();
    }

    private static void WriteNull(Utf8JsonWriter json, string keyword)
    {
        if (keyword == "enum")
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "null");
        json.WriteEndObject();
    }
}
