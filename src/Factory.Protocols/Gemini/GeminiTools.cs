using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>Tools of generateContent.</summary>
internal static class GeminiTools
{
    /// <summary>Reads an item of <c>tools</c>, which holds a group of functions.</summary>
    /// <exception cref="TranslationException">Malformed, or a tool that Google runs.</exception>
    public static IEnumerable<Tool> Read(JsonValueReader node)
    {
        var group = JsonObjectReader.Create(node, camelCase: true);
        var tools = group.Items("functionDeclarations").Select(ReadFunction).ToList();
        group.RejectUnread(GeminiRules.Tool);
        return tools;
    }

    /// <summary>Reads <c>toolConfig</c>.</summary>
    /// <param name="node">The configuration.</param>
    /// <param name="tools">The tools of the request.</param>
    /// <returns>Null where it holds no choice.</returns>
    /// <exception cref="TranslationException">A choice that no other API has.</exception>
    public static ToolChoice? ReadChoice(JsonValueReader node, IReadOnlyList<Tool> tools)
    {
        var config = JsonObjectReader.Create(node, camelCase: true);
        var calling = config.Take("functionCallingConfig") is { } given ? JsonObjectReader.Create(given, camelCase: true) : null;
        config.RejectUnread(GeminiRules.ToolConfig);
        if (calling is null)
        {
            return null;
        }

        var allowed = calling.Items("allowedFunctionNames").Select(name => name.Text()).ToList();
        var choice = (calling.Text("mode") ?? "AUTO") switch
        {
            // VALIDATED differs from AUTO in that arguments follow the schema, which is strict elsewhere and not
            // required of any provider.
            "AUTO" or "VALIDATED" or "MODE_UNSPECIFIED" when allowed.Count == 0 => new ToolChoice(ToolChoiceMode.Auto),
            "NONE" => new ToolChoice(ToolChoiceMode.None),
            "ANY" when allowed.Count == 1 => new ToolChoice(ToolChoiceMode.Named, new ToolName(allowed[0])),
            "ANY" when allowed.Count == 0 || tools.All(tool => allowed.Contains(tool.Name.Name)) => new ToolChoice(ToolChoiceMode.Required),
            "ANY" or "AUTO" or "VALIDATED" => throw new TranslationException(
                calling.PathOf("allowedFunctionNames"),
                "some of several functions cannot be translated to another API; name one, or send only those functions"),
            _ => throw new TranslationException(calling.PathOf("mode"), "must be AUTO, ANY, NONE or VALIDATED"),
        };
        calling.RejectUnread(GeminiRules.FunctionCalling);
        return choice;
    }

    /// <summary>Writes the tools and the choice; nothing for a request without tools.</summary>
    public static void Write(Utf8JsonWriter json, ModelRequest request)
    {
        if (request.Tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        json.WriteStartObject();
        json.WriteStartArray("functionDeclarations");
        foreach (var tool in request.Tools)
        {
            json.WriteStartObject();
            json.WriteString("name", tool.Name.Name);
            json.WriteStringIfNotNull("description", tool.Description);

            // parameters takes Google's OpenAPI subset only; JSON Schema has a field of its own.
            if (tool.Schema is { } schema)
            {
                json.WriteRaw("parametersJsonSchema", schema);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        if (request.ToolChoice is not { } choice)
        {
            return;
        }

        json.WriteStartObject("toolConfig");
        json.WriteStartObject("functionCallingConfig");
        json.WriteString("mode", choice.Mode switch { ToolChoiceMode.None => "NONE", ToolChoiceMode.Auto => "AUTO", _ => "ANY" });
        if (choice is { Mode: ToolChoiceMode.Named, Tool: { } chosen })
        {
            json.WriteStartArray("allowedFunctionNames");
            json.WriteStringValue(chosen.Name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static Tool ReadFunction(JsonValueReader node)
    {
        var function = JsonObjectReader.Create(node, camelCase: true);
        var schema = function.Take("parametersJsonSchema") ?? function.Take("parameters");
        var tool = new Tool(
            new ToolName(function.RequiredText("name")),
            function.Text("description"),
            schema is { } given ? JsonSchemas.FromOpenApi(given.RawObject()) : null);
        function.RejectUnread(GeminiRules.Function);
        return tool;
    }
}
