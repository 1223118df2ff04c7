using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Errors;

/// <summary>Writes an error as a whole answer.</summary>
internal static class ErrorResponse
{
    public static async Task WriteAsync(HttpContext context, ErrorFormat form, GatewayError error)
    {
        var row = ErrorTable.Get(error.Kind);
        var body = form.WriteBody(error);
        var response = context.Response;
        response.StatusCode = row.Status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (row.IsFinal)
        {
            // Anthropic's and OpenAI's own clients obey it; without it some of them try for minutes.
            response.Headers["x-should-retry"] = "false";
        }

        if (error.RetryAfter is { } retryAfter)
        {
            response.Headers.RetryAfter = ((long)Math.Ceiling(Math.Max(1, retryAfter.TotalSeconds))).ToString(CultureInfo.InvariantCulture);
        }

        if (row.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
