using Factory.Domain.Attempts;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using System.Text.Json;

namespace Factory.Silo.Mcp;

/// <summary>The factory's own tools of an attempt, as an MCP server.</summary>
internal static class AttemptMcpTools
{
    /// <summary>Lists the tools of the attempt that asks.</summary>
    public static ValueTask<ListToolsResult> ListAsync(RequestContext<ListToolsRequestParams> request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (tools, attempt) = Of(request);
        return new(new ListToolsResult
        {
            Tools =
            [
                .. (tools.Find(attempt) ?? throw NotAtWork(attempt)).Select(declaration => new Tool
                {
                    Name = declaration.Name,
                    Description = declaration.Description,
                    InputSchema = declaration.JsonSchema,
                }),
            ],
        });
    }

    /// <summary>Calls a tool for the attempt that asks.</summary>
    public static async ValueTask<CallToolResult> CallAsync(
        RequestContext<CallToolRequestParams> request,
        CancellationToken cancellationToken)
    {
        var (tools, attempt) = Of(request);
        IReadOnlyDictionary<string, JsonElement> arguments =
            new Dictionary<string, JsonElement>(request.Params?.Arguments ?? new Dictionary<string, JsonElement>());
        var result = await tools.CallAsync(attempt, request.Params?.Name ?? "", arguments, cancellationToken) ?? throw NotAtWork(attempt);
        return new CallToolResult { Content = [new TextContentBlock { Text = result.Text }], IsError = result.IsError };
    }

    // The server has no sessions, so every message is an HTTP request with the attempt's key.
    private static (IAttemptTools Tools, AttemptId Attempt) Of(MessageContext request)
    {
        var context = request.Services!.GetRequiredService<IHttpContextAccessor>().HttpContext!;
        return (context.RequestServices.GetRequiredService<IAttemptTools>(), AttemptKeyMiddleware.AttemptOf(context));
    }

    private static McpException NotAtWork(AttemptId attempt) => new($"The attempt {attempt} is not at work any more.");
}
