using Factory.Contracts.Errors;
using Factory.Silo.Api;
using Microsoft.AspNetCore.Http;

namespace Factory.Silo.Access;

/// <summary>
/// Stands before everything: refuses requests that a foreign page sends through the operator's browser (also by a rebound host name), then
/// requests without the token. Products are served from other ports of the same machine, so <c>same-site</c> is foreign too.
/// </summary>
internal sealed class AccessGuard(RequestDelegate next, AccessKeeper keeper)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (Refusal(context) is { } problem)
        {
            return Problems.WriteAsync(context, problem);
        }

        return next(context);
    }

    private Problem? Refusal(HttpContext context)
    {
        var request = context.Request;
        if (OriginRule.Refusal(context) is { } foreign)
        {
            return foreign;
        }

        if (keeper.Admit(Bearer(request)) is { } pass)
        {
            context.Features.Set(pass);
            return null;
        }

        return IsOpen(request)
            ? null
            : new Problem(ErrorCodes.TokenMissing, "The request carries no valid access token.", "Send 'Authorization: Bearer TOKEN'; the token is in the file 'token' of the data folder.");
    }

    private static bool IsOpen(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Path.Equals("/api/health", StringComparison.OrdinalIgnoreCase);

    private static string? Bearer(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        return header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }
}
