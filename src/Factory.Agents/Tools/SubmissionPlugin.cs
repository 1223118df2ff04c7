using System.Text.Json;
using Factory.Agents.Loop;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Json;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>Takes the attempt's result, when it is valid. Its schema is the artifact's own, and its rules are <c>Factory.Domain/Artifacts</c>: all errors are named at once.</summary>
/// <param name="context">What the result is held against.</param>
internal sealed class SubmissionPlugin(ArtifactContext context)
{
    /// <summary>Name of the plugin.</summary>
    public const string PluginName = "submission";

    /// <summary>Name of the one argument.</summary>
    public const string ArgumentName = "result";

    /// <summary>The valid result; null until there is one.</summary>
    public Artifact? Accepted { get; private set; }

    /// <summary>Counts what was submitted and is of no use.</summary>
    public InvalidOutputCounter InvalidOutputs { get; } = new();

    /// <summary>The plugin with its one function.</summary>
    public KernelPlugin ToPlugin() => KernelPluginFactory.CreateFromFunctions(PluginName, [KernelFunctionFactory.CreateFromMethod(
        Submit,
        ToolNames.SubmitResult,
        "Submits your result and ends your work. Call it once, when everything is done, and not together with other calls.",
        [new KernelParameterMetadata(ArgumentName) { IsRequired = true, Schema = KernelJsonSchema.Parse(ResultSchemas.Of(context.Expects).ToJsonString()) }])]);

    private ToolResult Submit(KernelArguments arguments)
    {
        IReadOnlyList<string> errors = ["The arguments are not valid JSON: send them again, complete and as one JSON object."];
        if (ToolCall.Of(arguments).HasValidArguments)
        {
            var check = ArtifactRules.Validate(ReadResult(arguments), context);
            if (check.IsValid())
            {
                Accepted = check.Artifact;
                return new ToolResult("Accepted.", "submitted its result");
            }

            errors = check.Errors;
        }

        return new ToolResult(
            $"Error: the result is not valid.\n- {string.Join("\n- ", errors)}\nCorrect it and call {ToolNames.SubmitResult} again. {InvalidOutputs.Add(errors)}",
            "submitted a malformed result",
            IsError: true);
    }

    /// <summary>The argument, or all of them as one object when there is none of its name: models forget the outermost name.</summary>
    private static JsonElement ReadResult(KernelArguments arguments)
    {
        try
        {
            return JsonSerializer.SerializeToElement(arguments.TryGetValue(ArgumentName, out var result) ? result : new Dictionary<string, object?>(arguments), FactoryJson.Options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Half of a character pair parses but cannot be written.
            return JsonSerializer.SerializeToElement<object?>(null);
        }
    }
}
