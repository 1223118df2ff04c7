using System.Text.Json;
using Factory.Contracts.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Factory.Silo.Api;

/// <summary>Turns whatever was thrown, and every bare status, into a problem document. What nobody expected is logged and not shown.</summary>
internal sealed partial class ErrorPages(RequestDelegate next, ILogger<ErrorPages> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            await DescribeBareStatusAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = 499;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, e);
        }
    }

    private static Task DescribeBareStatusAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentLength > 0 || response.ContentType is not null)
        {
            return Task.CompletedTask;
        }

        var request = $"{context.Request.Method} {Asked.Shorten(context.Request.Path)}";
        return response.StatusCode switch
        {
            404 => Problems.WriteAsync(context, new Problem(ErrorCodes.NotFound, $"There is nothing at {request}.", "See /openapi/v1.json for what there is.")),
            405 => Problems.WriteAsync(context, new Problem(ErrorCodes.InvalidRequest, $"{request} is not possible.", $"Use {response.Headers.Allow}."), 405),
            413 => Problems.WriteAsync(context, new Problem(ErrorCodes.InvalidRequest, $"The body of {request} is too large.", HintFor(413)), 413),
            415 => Problems.WriteAsync(context, new Problem(ErrorCodes.InvalidRequest, $"{request} takes JSON only.", HintFor(415)), 415),
            var status => Problems.WriteAsync(context, new Problem(status < 500 ? ErrorCodes.InvalidRequest : ErrorCodes.Internal, $"{request} was refused.", HintFor(status)), status),
        };
    }

    private Task WriteAsync(HttpContext context, Exception exception)
    {
        context.Response.Clear();
        switch (exception)
        {
            case FactoryException e:
                LogRefused(e, e.Code);
                return Problems.WriteAsync(context, new Problem(e.Code, e.Message, e.Hint), retryable: e.Retryable);
            case BadHttpRequestException e:
                return Problems.WriteAsync(context, new Problem(ErrorCodes.InvalidRequest, Explain(e), HintFor(e.StatusCode)), e.StatusCode);
            default:
                LogUnexpected(exception, context.Request.Method, context.Request.Path);
                return Problems.WriteAsync(context, new Problem(ErrorCodes.Internal, "The silo made a mistake.", "Look at its log in the data folder."));
        }
    }

    private static string Explain(BadHttpRequestException e) => e.InnerException is JsonException json
        ? $"The body is not the JSON that is expected here{(json.Path is { Length: > 1 } path ? $": look at {Asked.Shorten(path)}" : "")}."
        : e.Message;

    private static string HintFor(int status) => status switch
    {
        413 => "At most 1 MB is taken.",
        415 => "Send 'Content-Type: application/json'.",
        _ => "See /openapi/v1.json for what each request takes.",
    };

    [LoggerMessage(Level = LogLevel.Debug, Message = "A request was refused: {Code}")]
    private partial void LogRefused(Exception exception, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogUnexpected(Exception exception, string method, string path);
}
