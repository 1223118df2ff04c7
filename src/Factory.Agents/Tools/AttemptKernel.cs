using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Factory.Agents.Loop;
using Factory.Agents.Tools.Filters;
using Factory.Agents.Transcripts;
using Factory.Domain.Attempts;
using Factory.Domain.Secrets;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>
/// The Semantic Kernel of one attempt: its tools as plugins, and around each call the filters, outermost first:
/// repetition, transcript, redaction, failure, policy.
/// </summary>
/// <remarks>
/// The kernel has no services. With a logger, Semantic Kernel would log arguments and results before they are redacted.
/// </remarks>
internal sealed class AttemptKernel
{
    // Represents tools that do not exist, so that calls of them pass through the same filters. The policy filter
    // rejects them.
    private static readonly KernelFunction UnknownTool = KernelFunctionFactory.CreateFromMethod(
        static ToolResult () => throw new UnreachableException(),
        "unknown");

    private readonly Dictionary<string, KernelFunction> _functions;

    /// <summary>Creates the kernel.</summary>
    /// <param name="plugins">The tools of the attempt.</param>
    /// <param name="submission">The tool that accepts the result.</param>
    /// <param name="transcript">Records the calls.</param>
    /// <param name="observer">Receives a line of progress for each call.</param>
    /// <param name="redactor">Removes secrets from results.</param>
    /// <param name="logger">Receives unexpected failures of tools.</param>
    public AttemptKernel(
        IEnumerable<KernelPlugin> plugins,
        SubmissionPlugin submission,
        TranscriptWriter transcript,
        ILoopObserver observer,
        SecretRedactor redactor,
        ILogger logger)
    {
        Submission = submission;
        Kernel = new Kernel(services: null, [.. plugins, submission.ToPlugin()]);

        // Always in the same order: providers cache the beginning of a request, of which the tools are a part.
        _functions = Kernel.Plugins
            .SelectMany(p => p)
            .OrderBy(f => ToolNames.All.ToList().IndexOf(f.Name))
            .ToDictionary(f => f.Name, StringComparer.Ordinal);
        Declarations = [.. _functions.Values.Select(ToDeclaration)];
        foreach (var filter in new IFunctionInvocationFilter[]
        {
            new RepetitionFilter(),
            new TranscriptFilter(transcript, observer),
            new RedactionFilter(redactor),
            new FailureFilter(logger),
            new PolicyFilter([.. _functions.Keys]),
        })
        {
            Kernel.FunctionInvocationFilters.Add(filter);
        }
    }

    /// <summary>The kernel of Semantic Kernel.</summary>
    public Kernel Kernel { get; }

    /// <summary>The tool that accepts the result.</summary>
    public SubmissionPlugin Submission { get; }

    /// <summary>
    /// The tools as sent to the model, <c>submit_result</c> last. Declarations cannot be invoked, so that no chat
    /// client can run a tool by itself.
    /// </summary>
    public IReadOnlyList<AIFunctionDeclaration> Declarations { get; }

    /// <summary>
    /// Runs the calls of a turn. Consecutive calls that only read run in parallel, all others alone and in order. Stops
    /// after a valid submission.
    /// </summary>
    /// <returns>The results in the order of the calls.</returns>
    public async Task<List<ToolResult>> InvokeAsync(IReadOnlyList<ToolCall> calls, CancellationToken cancellationToken)
    {
        var results = new List<ToolResult>(calls.Count);
        while (results.Count < calls.Count && Submission.Accepted is null)
        {
            var reads = calls.Skip(results.Count).TakeWhile(c => IsReadOnly(c.Name)).DefaultIfEmpty(calls[results.Count]);
            results.AddRange(await Task.WhenAll(reads.Select(c => InvokeAsync(c, cancellationToken))));
        }

        return results;
    }

    private async Task<ToolResult> InvokeAsync(ToolCall call, CancellationToken cancellationToken) =>
        (await _functions.GetValueOrDefault(call.Name, UnknownTool)
            .InvokeAsync<ToolResult>(Kernel, call.ToArguments(), cancellationToken))!;

    private bool IsReadOnly(string name) =>
        _functions.TryGetValue(name, out var function)
            && function.UnderlyingMethod?.GetCustomAttribute<ReadOnlyAttribute>()?.IsReadOnly == true;

    // Not function.AsAIFunction(): its name would include the plugin, and its schema would permit unknown arguments.
    private static AIFunctionDeclaration ToDeclaration(KernelFunction function)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(function.Metadata.Parameters.Select(p =>
                KeyValuePair.Create(p.Name, JsonNode.Parse(p.Schema!.RootElement.GetRawText())))),
            ["required"] = new JsonArray([.. function.Metadata.Parameters.Where(p => p.IsRequired).Select(p => (JsonNode)p.Name)]),
        };
        if (!ArgumentBinder.HasOwnSchema(function))
        {
            schema["additionalProperties"] = false;
        }

        return AIFunctionFactory.CreateDeclaration(function.Name, function.Description, JsonSerializer.SerializeToElement(schema));
    }
}
