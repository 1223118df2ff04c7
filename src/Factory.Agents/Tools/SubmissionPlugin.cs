using System.Text.Json;
using Factory.Agents.Loop;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Json;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>
/// The tool that accepts the attempt's result. An invalid result is returned to the model with all errors at once.
/// </summary>
/// <param name="context">What the result is validated against.</param>
internal sealed class SubmissionPlugin(ArtifactContext context)
{
    /// <summary>The name of the plugin.</summary>
    public const string PluginName = "submission";

    /// <summary>The name of the only argument.</summary>
    public const string ArgumentName = "result";

    /// <summary>The accepted result; null until there is one.</summary>
    public Artifact? Accepted { get; private set; }

    /// <summary>Counts invalid submissions.</summary>
    public InvalidOutputCounter InvalidOutputs { get; } = new();

    /// <summary>Takes the acceptance back: the model must submit again.</summary>
    public void Withdraw() => Accepted = null;

    /// <summary>Returns the plugin with its only function.</summary>
    public KernelPlugin ToPlugin() => KernelPluginFactory.CreateFromFunctions(PluginName, [KernelFunctionFactory.CreateFromMethod(
        Submit,
        ToolNames.SubmitResult,
        "Submits your result and ends your work. Call it once, when you have finished, and not together with other calls.",
        [new KernelParameterMetadata(ArgumentName)
        {
            IsRequired = true,
            Schema = KernelJsonSchema.Parse(ResultSchemas.Of(context.Expects).ToJsonString())
        }])]);

    private ToolResult Submit(KernelArguments arguments)
    {
        IReadOnlyList<string> errors = ["The arguments are not valid JSON: send them again as one complete JSON object."];
        if (ToolCall.Of(arguments).HasValidArguments)
        {
            var check = ArtifactRules.Validate(ReadResult(arguments), context);
            if (check.IsValid())
            {
                Accepted = check.Artifact;
                return new ToolResult("Accepted.", "submitted the result");
            }

            errors = check.Errors;
        }

        var left = InvalidOutputs.Add(errors);
        return new ToolResult(
            $"Error: the result is invalid.\n- {string.Join("\n- ", errors)}\nCorrect it and call {ToolNames.SubmitResult} again. {left}",
            "submitted an invalid result",
            IsError: true);
    }

    // The argument, or all arguments as one object when it is missing: models often omit the outermost name.
    private static JsonElement ReadResult(KernelArguments arguments)
    {
        try
        {
            return JsonSerializer.SerializeToElement(
                arguments.TryGetValue(ArgumentName, out var result) ? result : new Dictionary<string, object?>(arguments),
                FactoryJson.Options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // An unpaired surrogate can be parsed but not written. Null fails the validation, which names the missing
            // fields.
            return JsonSerializer.SerializeToElement<object?>(null);
        }
    }
}
