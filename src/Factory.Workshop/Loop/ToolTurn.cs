using Factory.Contracts.Errors;
using Factory.Workshop.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Factory.Workshop.Loop;

/// <summary>Runs the calls of one turn: looks beside each other at once, everything else alone and in order. Whatever a tool does, an answer for the model comes of it.</summary>
internal sealed partial class ToolTurn(ToolSet tools, ILogger logger)
{
    /// <summary>Runs calls; the results come in the order of the calls.</summary>
    public async Task<IReadOnlyList<ToolResult>> RunAsync(IReadOnlyList<FunctionCallContent> calls, CancellationToken cancellationToken)
    {
        var results = new List<ToolResult>(calls.Count);
        while (results.Count < calls.Count)
        {
            var looks = calls.Skip(results.Count).TakeWhile(c => tools.Find(c.Name)?.Access == ToolAccess.Read).ToList();
            if (looks.Count > 0)
            {
                results.AddRange(await Task.WhenAll(looks.Select(c => InvokeAsync(c, cancellationToken))));
            }
            else
            {
                results.Add(await InvokeAsync(calls[results.Count], cancellationToken));
            }
        }

        return results;
    }

    private async Task<ToolResult> InvokeAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        if (call.Exception is not null)
        {
            return ToolResult.Error(call.Name, "the arguments are no valid JSON. Send them again, complete and as one JSON object.");
        }

        if (tools.Find(call.Name) is not { } tool)
        {
            return ToolResult.Error(call.Name, $"there is no tool '{call.Name}'. You have: {string.Join(", ", tools.Names)}.");
        }

        try
        {
            return await tool.RunAsync(new ToolArguments(call.Arguments), cancellationToken);
        }
        catch (ToolFailure e)
        {
            return ToolResult.Error(call.Name, e.Message);
        }
        catch (FactoryException e)
        {
            return ToolResult.Error(call.Name, e.Hint is null ? e.Message : $"{e.Message} {e.Hint}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // The message of such an error may hold paths of the host: it goes to the log, the model gets the kind.
            LogToolFailed(logger, call.Name, e);
            return ToolResult.Error(call.Name, e switch
            {
                UnauthorizedAccessException => "the file system does not allow it.",
                IOException => "the file system refused: check that the path's folders are folders and that names are not too long.",
                _ => $"the tool failed ({e.GetType().Name}). Try another way.",
            });
        }
    }

    [LoggerMessage(LogLevel.Warning, "The tool {Tool} failed.")]
    private static partial void LogToolFailed(ILogger logger, string tool, Exception exception);
}
