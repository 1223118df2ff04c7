using Factory.Domain.Attempts;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools.Filters;

/// <summary>
/// Rejects calls of unknown tools, calls with invalid arguments, and submissions in the same turn as a failed change.
/// It is the innermost filter, so that its rejections are redacted, recorded and counted like other failures.
/// </summary>
/// <param name="tools">The names of the attempt's tools.</param>
internal sealed class PolicyFilter(IReadOnlyList<string> tools) : IFunctionInvocationFilter
{
    private int _turnOfFailedChange;

    /// <inheritdoc/>
    /// <exception cref="ToolException">The call is rejected.</exception>
    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        var call = ToolCall.Of(context.Arguments);
        try
        {
            Check(call, context);
            await next(context);
        }
        catch when (call.Name is ToolNames.WriteFile or ToolNames.EditFile)
        {
            _turnOfFailedChange = call.Turn;
            throw;
        }
    }

    private void Check(ToolCall call, FunctionInvocationContext context)
    {
        if (call.Name == ToolNames.SubmitResult)
        {
            if (call.Turn == _turnOfFailedChange)
            {
                // The model wrote the submission before it could see that its change failed.
                throw new ToolException("a change in the same turn failed. Correct it according to its error message, then submit again.");
            }

            // SubmissionPlugin counts invalid submissions, including those with arguments that are not valid JSON.
            return;
        }

        if (!call.HasValidArguments)
        {
            throw new ToolException("the arguments are not valid JSON. Send them again as one complete JSON object.");
        }

        if (!tools.Contains(call.Name, StringComparer.Ordinal))
        {
            throw new ToolException($"there is no tool '{call.Name}'. The available tools are {string.Join(", ", tools)}.");
        }

        ArgumentBinder.Bind(context.Function, context.Arguments);
    }
}
