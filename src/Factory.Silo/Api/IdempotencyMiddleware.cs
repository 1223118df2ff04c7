using System.Security.Cryptography;
using System.Text;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Domain.Idempotency;
using Microsoft.AspNetCore.Http;

namespace Factory.Silo.Api;

/// <summary>
/// Honours <c>Idempotency-Key</c> on every POST whose response may be stored: the first response is stored and
/// replayed; the same key with another request is a conflict. A response with a server error is not stored, so that the
/// client can retry.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, IIdempotencyStore store)
{
    private const int MaxKey = 200;
    private const int MaxScope = 200;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method)
            || context.GetEndpoint()?.Metadata.GetMetadata<SecretResponseMetadata>() is not null
            || !context.Request.Headers.TryGetValue(ApiHeaders.IdempotencyKey, out var header))
        {
            await next(context);
            return;
        }

        var key = header.ToString();
        if (key.Length is 0 or > MaxKey || !key.All(c => c is > ' ' and < (char)127))
        {
            throw RequestValidation.InvalidRequest(
                $"{ApiHeaders.IdempotencyKey} must have 1 to {MaxKey} visible ASCII characters.",
                "Use a UUID.");
        }

        var scope = ScopeOf(context.Request.Path);
        switch (await store.ClaimAsync(scope, key, await HashAsync(context.Request, context.RequestAborted), context.RequestAborted))
        {
            case IdempotencyClaim.Replay replay:
                await ReplayAsync(context, replay.Status, replay.Body);
                break;
            case IdempotencyClaim.Conflict:
                await Problems.WriteAsync(
                    context,
                    new Problem(
                        ErrorCodes.IdempotencyConflict,
                        $"The {ApiHeaders.IdempotencyKey} '{RequestValidation.Shorten(key)}' was used for another request.",
                        "Use a new key for a new request."));
                break;
            case IdempotencyClaim.InProgress:
                await Problems.WriteAsync(
                    context,
                    new Problem(
                        ErrorCodes.IdempotencyConflict,
                        $"A request with the {ApiHeaders.IdempotencyKey} '{RequestValidation.Shorten(key)}' is still in progress.",
                        "Send it again in a moment."),
                    retryable: true);
                break;
            default:
                await RunAsync(context, scope, key);
                break;
        }
    }

    private async Task RunAsync(HttpContext context, string scope, string key)
    {
        var original = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        var stored = false;
        try
        {
            await next(context);
            if (context.Response.StatusCode < 500)
            {
                // Not the request's own token: the command has run, so its response must be stored even when the client
                // has disconnected.
                await store.CompleteAsync(
                    scope,
                    key,
                    context.Response.StatusCode,
                    Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length),
                    CancellationToken.None);
                stored = true;
            }
        }
        finally
        {
            // Also after an exception, whose response is written by the exception handler, outside of this middleware.
            // A claim that is not released would answer every retry with "in progress" until the next restart.
            context.Response.Body = original;
            if (!stored)
            {
                await store.ReleaseAsync(scope, key, CancellationToken.None);
            }
        }

        buffer.Position = 0;
        await buffer.CopyToAsync(original, context.RequestAborted);
    }

    private static Task ReplayAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers[ApiHeaders.IdempotencyReplayed] = "true";
        context.Response.ContentType = status < 400 ? "application/json; charset=utf-8" : Problems.MediaType;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    private static async Task<string> HashAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // The endpoint reads the body again. Its size is limited by the server before it gets here.
        request.EnableBuffering();
        var body = await SHA256.HashDataAsync(request.Body, cancellationToken);
        request.Body.Position = 0;

        // The query is a part of the command, like the body.
        var query = request.QueryString.Value;
        return string.IsNullOrEmpty(query)
            ? Convert.ToHexStringLower(body)
            : Convert.ToHexStringLower(SHA256.HashData([.. body, .. Encoding.UTF8.GetBytes(query)]));
    }

    /// <summary>
    /// The path of a command. Routing ignores case and a slash at the end, so both spellings find the same claim. A
    /// long path is kept as its hash, because what is kept must be bounded and must differ for different paths.
    /// </summary>
    private static string ScopeOf(PathString path)
    {
        var text = path.Value!.ToLowerInvariant().TrimEnd('/');
        return text.Length <= MaxScope ? text : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
