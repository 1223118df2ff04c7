using Factory.Agents.Loop;
using Factory.Agents.Transcripts;
using Factory.Domain.Attempts;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools.Filters;

/// <summary>Records each call before it runs and its result afterwards, and reports it as progress.</summary>
internal sealed class TranscriptFilter(TranscriptWriter transcript, ILoopObserver observer) : IFunctionInvocationFilter
{
    /// <inheritdoc/>
    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        var call = ToolCall.Of(context.Arguments);
        transcript.Write(new TranscriptEntry(0, default, TranscriptEntryKind.ToolCall, call.ArgumentsJson, call.Name, call.Id));
        await next(context);
        var result = ToolResult.Of(context);
        observer.ReportAction(result.Action);
        transcript.Write(new TranscriptEntry(0, default, TranscriptEntryKind.ToolResult, result.Text, call.Name, call.Id, result.IsError));
    }
}
