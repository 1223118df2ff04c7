using System.Text;
using System.Text.Json;
using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>
/// OpenAI's custom tools, which take free text, as functions with one argument <c>input</c>: no other API has them.
/// </summary>
internal static class CustomTools
{
    private static readonly JsonElement SingleInputSchema = JsonElement.Parse(
        """{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}"""u8);

    /// <summary>A custom tool as a function; any other tool as it is.</summary>
    public static Tool AsFunction(Tool tool)
    {
        if (!tool.Name.IsCustom)
        {
            return tool;
        }

        // A function's schema cannot hold a grammar (Lark or a regular expression), so the model reads it in the
        // description and nothing enforces it.
        var format = tool.InputFormat is { } grammar ? $"\nThe text in \"input\" must follow this format: {grammar.GetRawText()}" : "";
        return tool with { Description = $"{tool.Description}{format}", Schema = SingleInputSchema, InputFormat = null };
    }

    /// <summary>The arguments of the function call that represents a call with this text.</summary>
    public static string WrapInput(string input) => Encoding.UTF8.GetString(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("input", input);
        json.WriteEndObject();
    }));

    /// <summary>The text of a call, from its arguments.</summary>
    /// <returns>The value of <c>input</c>; the arguments themselves where they are not such an object.</returns>
    /// <exception cref="TranslationException">The text holds a lone surrogate.</exception>
    public static string UnwrapInput(string arguments)
    {
        // Models that are used to custom tools sometimes write the bare text in spite of the schema, and a call at the
        // output limit is cut: the agent gets what there is and reports the mistake to the model, which costs less than
        // a failed call.
        return JsonText.TryObject(arguments) is { } value
            && value.TryGetProperty("input", out var input)
            && input.ValueKind == JsonValueKind.String
            ? new JsonValueReader(input, "arguments.input").Text()
            : arguments;
    }
}
