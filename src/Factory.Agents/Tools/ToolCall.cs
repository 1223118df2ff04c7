using System.Text.Json;
using Factory.Contracts.Json;
using Microsoft.SemanticKernel;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Factory.Agents.Tools;

/// <summary>A call as the model made it. It goes with the arguments through the filters, which see how the model named the tool and what it sent.</summary>
/// <param name="content">What the model sent.</param>
/// <param name="turn">The turn in which it did.</param>
internal sealed class ToolCall(FunctionCallContent content, int turn)
{
    /// <summary>The tool as the model named it; there may be none of this name.</summary>
    public string Name => content.Name;

    /// <summary>Ties the result to the call.</summary>
    public string Id => content.CallId;

    /// <summary>The turn in which it was made.</summary>
    public int Turn => turn;

    /// <summary>False when the arguments were no JSON.</summary>
    public bool HasValidArguments => content.Exception is null;

    /// <summary>The arguments as one JSON object, names in order: what a transcript keeps and what tells two calls apart.</summary>
    public string ArgumentsJson { get; } = ToJson(content.Arguments);

    /// <summary>The call that these arguments are of.</summary>
    public static ToolCall Of(KernelArguments arguments) => (ToolCall)arguments.Context![typeof(ToolCall)]!;

    /// <summary>The arguments for a function: values, never parts of a template.</summary>
    public KernelArguments ToArguments()
    {
        var arguments = new KernelArguments { Context = new Dictionary<object, object?> { [typeof(ToolCall)] = this } };
        foreach (var (name, value) in content.Arguments ?? new Dictionary<string, object?>())
        {
            arguments[name] = value;
        }

        return arguments;
    }

    private static string ToJson(IDictionary<string, object?>? arguments)
    {
        try
        {
            return JsonSerializer.Serialize(new SortedDictionary<string, object?>(arguments ?? new Dictionary<string, object?>(), StringComparer.Ordinal), FactoryJson.Options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Half of a character pair parses but cannot be written; the tool itself refuses it.
            return "(arguments that are not valid Unicode)";
        }
    }
}
