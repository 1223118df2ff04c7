using Factory.Contracts.Errors;
using Factory.Domain.Health;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Factory.Silo.Api;

/// <summary>
/// Turns exceptions, and status codes without a body, into problem documents. Unexpected exceptions are logged and
/// their text is not sent.
/// </summary>
internal sealed partial class ProblemDetailsHandler(ILogger<ProblemDetailsHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await ToResult(httpContext.Request, exception).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>Writes a problem document for a status without a body.</summary>
    public static Task WriteStatusProblemAsync(StatusCodeContext context) =>
        Problems.ToResult(FromStatus(context.HttpContext), context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext);

    /// <summary>Adds our members to problem documents that packages write, such as Orleans' dashboard.</summary>
    public static void CustomizeProblemDetails(ProblemDetailsContext context)
    {
        var body = Problems.ToBody(FromStatus(context.HttpContext), context.HttpContext.Response.StatusCode);
        var details = context.ProblemDetails;
        (details.Type, details.Title, details.Detail) = (body.Type, body.Title, details.Detail ?? body.Detail);
        (details.Extensions["code"], details.Extensions["hint"], details.Extensions["retryable"]) = (body.Code, body.Hint, body.Retryable);
    }

    private static Problem FromStatus(HttpContext context)
    {
        var response = context.Response;
        var request = $"{context.Request.Method} {RequestValidation.Shorten(context.Request.Path)}";
        return response.StatusCode switch
        {
            404 => new(ErrorCodes.NotFound, $"There is nothing at {request}.", "GET /openapi/v1.json lists what there is."),
            405 => new(ErrorCodes.InvalidRequest, $"{request} is not possible.", $"Use {response.Headers.Allow}."),
            413 => new(ErrorCodes.InvalidRequest, $"The body of {request} is too large.", HintFor(413)),
            415 => new(ErrorCodes.InvalidRequest, $"{request} takes JSON only.", HintFor(415)),
            var status => new(status < 500 ? ErrorCodes.InvalidRequest : ErrorCodes.Internal, $"{request} was rejected.", HintFor(status)),
        };
    }

    private IResult ToResult(HttpRequest request, Exception exception)
    {
        switch (exception)
        {
            case var _ when DiskErrors.IsDiskFull(exception):
                LogRejected(exception, ErrorCodes.DiskFull);
                return Problems.ToResult(DiskErrors.DiskFull);
            case TimeoutException or SiloUnavailableException:
                // Orleans' own: a grain did not answer in time, which a slow disk or an overloaded machine causes.
                LogUnanswered(exception, request.Method, request.Path);
                return Problems.ToResult(new Problem(
                    ErrorCodes.SiloUnreachable,
                    "The silo did not answer in time: its disk or its machine is overloaded. The request may still take effect.",
                    "Look before you send it again; an Idempotency-Key makes that safe. GET /api/health says whether the store " +
                    "is slow."));
            case FactoryException e:
                LogRejected(e, e.Code);
                return Problems.ToResult(new Problem(e.Code, e.Message, e.Hint), retryable: e.Retryable);
            case BadHttpRequestException e:
                return Problems.ToResult(
                    new Problem(ErrorCodes.InvalidRequest, BindingErrors.Explain(e), HintFor(e.StatusCode)),
                    e.StatusCode);
            default:
                LogUnexpected(exception, request.Method, request.Path);
                return Problems.ToResult(new Problem(
                    ErrorCodes.Internal,
                    "The silo failed unexpectedly.",
                    "See its log in the data folder: factory logs"));
        }
    }

    private static string HintFor(int status) => status switch
    {
        413 => "The limit is 1 MB.",
        415 => "Send 'Content-Type: application/json'.",
        _ => "GET /openapi/v1.json describes each request.",
    };
}
