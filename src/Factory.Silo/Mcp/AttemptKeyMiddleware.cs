using Factory.Contracts.Errors;
using Factory.Domain.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Factory.Silo.Mcp;

/// <summary>Finds the attempt that a request comes from by its virtual key, the same that pays for its model calls.</summary>
internal sealed class AttemptKeyMiddleware(IVirtualKeyStore keys)
{
    private const string Scheme = "Bearer ";
    private static readonly object ItemKey = new();

    /// <summary>The attempt of a request that has passed.</summary>
    public static AttemptId AttemptOf(HttpContext context) => (AttemptId)context.Items[ItemKey]!;

    /// <summary>Passes requests with the key of an attempt on, and answers all others.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var authorization = context.Request.Headers[HeaderNames.Authorization].ToString();
        var found = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? keys.Find(authorization.AsSpan(Scheme.Length).Trim())
            : default;
        if (found.Principal?.Attempt is not { } attempt)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return context.Response.WriteAsJsonAsync(found.Problem ?? new Problem(
                ErrorCodes.KeyUnknown,
                "These tools belong to an attempt at work, and the request does not have its key.",
                "Send the attempt's key: Authorization: Bearer KEY"));
        }

        context.Items[ItemKey] = attempt;
        return next(context);
    }
}
