using Factory.Contracts.Errors;
using Factory.Workspaces.WorkingCopies;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools.Filters;

/// <summary>
/// Turns exceptions of tools into results for the model. Only two end the attempt: a cancellation, and too many invalid
/// submissions.
/// </summary>
internal sealed partial class FailureFilter(ILogger logger) : IFunctionInvocationFilter
{
    /// <inheritdoc/>
    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (!IsFatal(e, context))
        {
            var tool = ToolCall.Of(context.Arguments).Name;
            ToolResult.Error(tool, Explain(tool, e)).ApplyTo(context);
        }
    }

    private static bool IsFatal(Exception e, FunctionInvocationContext context) =>
        (e is OperationCanceledException && context.CancellationToken.IsCancellationRequested)
        || (e is FactoryException && context.Function.PluginName == SubmissionPlugin.PluginName);

    private string Explain(string tool, Exception e)
    {
        switch (e)
        {
            case ToolException or WorkingFolderException:
                return e.Message;
            case FactoryException known:
                return known.Hint is null ? known.Message : $"{known.Message} {known.Hint}";
            default:
                // Messages of unexpected exceptions can contain paths of the host. They go to the log; the model sees
                // only the type.
                LogToolFailed(tool, e);
                return e switch
                {
                    UnauthorizedAccessException => "permission denied by the file system.",
                    IOException =>
                        "the file system reported an error: check that all parents of the path are folders and that names are not too " +
                        "long.",
                    _ => $"the tool failed ({e.GetType().Name}). Try a different approach.",
                };
        }
    }
}
