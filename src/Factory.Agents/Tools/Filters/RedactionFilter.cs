using Factory.Agents.Transcripts;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools.Filters;

/// <summary>Takes secrets out of the result of a call, failures included, before the model, the transcript or a person sees it.</summary>
internal sealed class RedactionFilter(SecretRedactor redactor) : IFunctionInvocationFilter
{
    /// <inheritdoc/>
    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        await next(context);
        var result = ToolResult.Of(context);
        (result with { Text = redactor.Redact(result.Text), Action = redactor.Redact(result.Action) }).ApplyTo(context);
    }
}
