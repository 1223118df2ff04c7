using System.Text.Json;
using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>OpenAI's tools that take free text, as functions with one argument <c>input</c>.</summary>
internal static class CustomTools
{
    private static readonly JsonElement SingleInputSchema =
        JsonElement.Parse("""{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}"""u8);

    public static Tool AsFunction(Tool tool)
    {
        if (!tool.Name.IsCustom)
        {
            return tool;
        }

        var format = tool.InputFormat is { } grammar ? $"\nThe text in \"input\" must follow this format: {grammar.GetRawText()}" : "";
        return tool with { Description = $"{tool.Description}{format}", Schema = SingleInputSchema, InputFormat = null };
    }

    public static string WrapInput(string input) =>
        System.Text.Encoding.UTF8.GetString(JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("input", input);
            json.WriteEndObject();
        }));

    /// <summary>The free text in a call's arguments; arguments of another form are the text themselves.</summary>
    public static string UnwrapInput(string arguments) =>
        JsonText.TryObject(arguments) is { } value && value.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.String
            ? new JsonValueReader(input, "arguments.input").Text()
            : arguments;
}
