using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Factory.Workshop.Tools;

/// <summary>Builds a tool's declaration: a JSON schema of an object whose fields are texts and whole numbers.</summary>
internal sealed class ToolSchema(string name, string description)
{
    private readonly JsonObject _fields = [];
    private readonly JsonArray _required = [];

    /// <summary>A text that must be given.</summary>
    public ToolSchema Text(string field, string about) => Add(field, "string", about, required: true);

    /// <summary>A text that may be left out.</summary>
    public ToolSchema OptionalText(string field, string about) => Add(field, "string", about, required: false);

    /// <summary>A whole number that may be left out.</summary>
    public ToolSchema OptionalNumber(string field, string about) => Add(field, "integer", about, required: false);

    /// <summary>The declaration.</summary>
    public AIFunctionDeclaration Build() => Declare(name, description, new JsonObject
    {
        ["type"] = "object",
        ["properties"] = _fields,
        ["required"] = _required,
        ["additionalProperties"] = false,
    });

    /// <summary>A declaration with a schema of its own.</summary>
    public static AIFunctionDeclaration Declare(string name, string description, JsonObject schema) =>
        AIFunctionFactory.CreateDeclaration(name, description, JsonSerializer.SerializeToElement(schema));

    private ToolSchema Add(string field, string type, string about, bool required)
    {
        _fields.Add(field, new JsonObject { ["type"] = type, ["description"] = about });
        if (required)
        {
            _required.Add(field);
        }

        return this;
    }
}
