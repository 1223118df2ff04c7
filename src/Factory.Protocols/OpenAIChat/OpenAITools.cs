using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>
/// Tools as chat, responses and Ollama define them. In chat and Ollama the fields of a function are in an object
/// <c>function</c>; in responses they are beside the type.
/// </summary>
internal static class OpenAITools
{
    /// <summary>The type of a tool, function or custom.</summary>
    /// <exception cref="TranslationException">Another type, which means a tool that OpenAI runs.</exception>
    public static string RequireTranslatable(JsonObjectReader tool, string type) => type is "function" or "custom"
        ? type
        : throw new TranslationException(
            tool.PathOf("type"),
            $"{type} is a tool that OpenAI runs itself; it cannot be translated for another provider: leave it out");

    /// <summary>Reads the fields of a function or of a custom tool.</summary>
    /// <param name="fields">The object that holds them.</param>
    /// <param name="type">The type of the tool.</param>
    /// <param name="toolNamespace">The namespace that holds the tool; null for none.</param>
    public static Tool Read(JsonObjectReader fields, string type, string? toolNamespace = null)
    {
        var custom = type == "custom";
        return new Tool(
            new ToolName(fields.RequiredText("name"), toolNamespace, custom),
            fields.Text("description"),
            custom ? null : fields.Take("parameters")?.RawObject(),
            fields.Flag("strict"),
            custom ? fields.Take("format")?.RawObject() : null);
    }

    /// <summary>Reads <c>tool_choice</c>.</summary>
    /// <param name="node">A mode, or an object that names a tool.</param>
    /// <param name="rules">What happens to the other fields of the object.</param>
    /// <param name="nested">Whether the name is in an object that is called like the type, as in chat.</param>
    /// <exception cref="TranslationException">A choice that no other API has.</exception>
    public static ToolChoice ReadChoice(JsonValueReader node, FieldRules rules, bool nested)
    {
        if (node.IsText)
        {
            return node.Text() switch
            {
                "auto" => new ToolChoice(ToolChoiceMode.Auto),
                "none" => new ToolChoice(ToolChoiceMode.None),
                "required" => new ToolChoice(ToolChoiceMode.Required),
                _ => throw node.WrongType("auto, none, required or one function"),
            };
        }

        var choice = node.Object();
        var type = choice.RequiredText("type");
        if (type is not ("function" or "custom"))
        {
            throw new TranslationException(
                choice.PathOf("type"),
                $"a choice of {type} cannot be translated to another API; send auto, none, required or one function");
        }

        var named = nested ? choice.Required(type).Object() : choice;
        var read = new ToolChoice(
            ToolChoiceMode.Named,
            new ToolName(named.RequiredText("name"), named.Text("namespace"), type == "custom"));
        choice.RejectUnread(rules);
        return read;
    }

    /// <summary>
    /// Writes the fields of a function into the open object, all but <c>strict</c>: its default differs.
    /// </summary>
    public static void WriteFunction(Utf8JsonWriter json, Tool tool)
    {
        json.WriteString("name", tool.Name.Name);
        json.WriteStringIfNotNull("description", tool.Description);
        if (tool.Schema is { } schema)
        {
            json.WriteRaw("parameters", schema);
        }
    }

    /// <summary>
    /// Writes <c>tools</c> with the functions in an object of their own, as chat and Ollama take them.
    /// </summary>
    /// <param name="json">Gets the property.</param>
    /// <param name="tools">At least one.</param>
    /// <param name="strict">Whether the server accepts <c>strict</c>.</param>
    public static void WriteNested(Utf8JsonWriter json, IEnumerable<Tool> tools, bool strict)
    {
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            WriteFunction(json, tool);
            json.WriteBooleanIfNotNull("strict", strict ? tool.Strict : null);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes <c>tool_choice</c> and <c>parallel_tool_calls</c>.</summary>
    /// <param name="json">Gets the properties.</param>
    /// <param name="request">The request.</param>
    /// <param name="nested">Whether the name is in an object <c>function</c>, as in chat.</param>
    public static void WriteChoice(Utf8JsonWriter json, ModelRequest request, bool nested)
    {
        if (request.ToolChoice is { Mode: ToolChoiceMode.Named, Tool: { } chosen })
        {
            json.WriteStartObject("tool_choice");
            json.WriteString("type", "function");
            if (nested)
            {
                json.WriteStartObject("function");
            }

            json.WriteString("name", chosen.Name);
            if (nested)
            {
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
        else if (request.ToolChoice is { } choice)
        {
            json.WriteString("tool_choice", choice.Mode switch
            {
                ToolChoiceMode.None => "none",
                ToolChoiceMode.Required => "required",
                _ => "auto",
            });
        }

        json.WriteBooleanIfNotNull("parallel_tool_calls", request.ParallelToolCalls);
    }
}
