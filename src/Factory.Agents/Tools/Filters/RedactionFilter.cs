using Factory.Domain.Secrets;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools.Filters;

/// <summary>
/// Removes secrets from the results of calls, including failures, before the model, the transcript or a person can see
/// them.
/// </summary>
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
