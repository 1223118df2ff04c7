using Factory.Contracts.Errors;
using Factory.Workspaces.WorkingCopies;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools.Filters;

/// <summary>Whatever a tool does, an answer for the model comes of it. Two things end the attempt: that it is stopped, and a submission that failed once too often.</summary>
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
                // The message of such an error may hold paths of the host: it goes to the log, the model gets the kind.
                LogToolFailed(logger, tool, e);
                return e switch
                {
                    UnauthorizedAccessException => "the file system does not allow it.",
                    IOException => "the file system refused: check that the path's folders are folders and that names are not too long.",
                    _ => $"the tool failed ({e.GetType().Name}). Try another way.",
                };
        }
    }

    [LoggerMessage(LogLevel.Warning, "The tool {Tool} failed.")]
    private static partial void LogToolFailed(ILogger logger, string tool, Exception exception);
}
