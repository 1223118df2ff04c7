using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Errors;

/// <summary>Writes an error as the response to a request.</summary>
internal static class ErrorResponse
{
    /// <summary>Writes status, headers and body. The response must not have started.</summary>
    public static async Task WriteAsync(HttpContext context, ModelApi client, GatewayError error)
    {
        var row = ErrorTable.Get(error.Kind);
        var body = ErrorFormat.WriteBody(client, error);
        var response = context.Response;
        response.StatusCode = row.Status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (row.IsFinal)
        {
            // The SDKs of Anthropic and OpenAI obey it; without it some of them retry for minutes.
            response.Headers["x-should-retry"] = "false";
        }

        WriteRetryAfter(response, error.RetryAfter);
        if (row.Status == StatusCodes.Status401Unauthorized)
        {
            // RFC 9110 requires it with a 401.
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>Writes how long to wait. A value that is there, the provider's own, is kept.</summary>
    public static void WriteRetryAfter(HttpResponse response, TimeSpan? retryAfter)
    {
        if (retryAfter is { } wait && response.Headers.RetryAfter.Count == 0)
        {
            // Rounded up, and at least a second: a client that is early is rejected again, and one that reads 0 retries
            // in a loop.
            response.Headers.RetryAfter = ((long)Math.Ceiling(Math.Max(1, wait.TotalSeconds))).ToString(CultureInfo.InvariantCulture);
        }
    }
}
