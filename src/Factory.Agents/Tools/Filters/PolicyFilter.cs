using Factory.Domain.Attempts;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools.Filters;

/// <summary>
/// Says which calls run: of tools that the attempt has, with arguments that they take, and no submission in the turn of a change that failed. Innermost, so that its
/// refusals are redacted, kept and counted as any other failure.
/// </summary>
/// <param name="tools">The tools of the attempt.</param>
internal sealed class PolicyFilter(IReadOnlyList<string> tools) : IFunctionInvocationFilter
{
    private int _turnOfFailedChange;

    /// <inheritdoc/>
    /// <exception cref="ToolException">The call does not run.</exception>
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
                throw new ToolException("a change that you asked for in the same turn failed. Look at its error, correct it, then submit again.");
            }

            // What is wrong with a submission, arguments that are no JSON included, is counted where it is taken.
            return;
        }

        if (!call.HasValidArguments)
        {
            throw new ToolException("the arguments are not valid JSON. Send them again, complete and as one JSON object.");
        }

        if (!tools.Contains(call.Name, StringComparer.Ordinal))
        {
            throw new ToolException($"there is no tool '{call.Name}'. You have: {string.Join(", ", tools)}.");
        }

        ArgumentBinder.Bind(context.Function, context.Arguments);
    }
}
