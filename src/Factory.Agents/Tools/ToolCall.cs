using System.Text.Json;
using Factory.Contracts.Json;
using Microsoft.SemanticKernel;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Factory.Agents.Tools;

/// <summary>
/// A tool call of the model. It accompanies the arguments through the filters, which need the original name and
/// arguments.
/// </summary>
/// <param name="content">The call as received.</param>
/// <param name="turn">The number of its turn.</param>
internal sealed class ToolCall(FunctionCallContent content, int turn)
{
    /// <summary>The name of the tool. A tool of this name need not exist.</summary>
    public string Name => content.Name;

    /// <summary>The id that connects the result to the call.</summary>
    public string Id => content.CallId;

    /// <summary>The number of the turn in which the model made the call.</summary>
    public int Turn => turn;

    /// <summary>False when the arguments were not valid JSON.</summary>
    public bool HasValidArguments => content.Exception is null;

    /// <summary>
    /// The arguments as one JSON object with sorted names, for the transcript and for the comparison of calls.
    /// </summary>
    public string ArgumentsJson { get; } = ToJson(content.Arguments);

    /// <summary>Returns the call to which arguments belong.</summary>
    public static ToolCall Of(KernelArguments arguments) => (ToolCall)arguments.Context![typeof(ToolCall)]!;

    /// <summary>Returns the arguments for a function, with a reference to this call.</summary>
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
            return JsonSerializer.Serialize(
                new SortedDictionary<string, object?>(arguments ?? new Dictionary<string, object?>(), StringComparer.Ordinal),
                FactoryJson.Options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // An unpaired surrogate can be parsed but not written. ArgumentBinder rejects it.
            return "(arguments that are not valid Unicode)";
        }
    }
}
