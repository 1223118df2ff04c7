using Factory.Protocols.Errors;

namespace Factory.Gateway.Errors;

/// <summary>The one table of the gateway's own errors; <c>docs/reference/gateway.md</c> shows it.</summary>
internal static class ErrorTable
{
    /// <summary>All rows, in the order of the enum.</summary>
    public static IReadOnlyList<ErrorRow> Rows { get; } =
    [
        new(GatewayErrorKind.BadRequest, 400, ApiErrorKind.InvalidRequest, true),
        new(GatewayErrorKind.InvalidKey, 401, ApiErrorKind.Authentication, true),
        new(GatewayErrorKind.BudgetExceeded, 402, ApiErrorKind.Billing, true),
        new(GatewayErrorKind.ForbiddenOrigin, 403, ApiErrorKind.Permission, true, "origin_refused"),
        new(GatewayErrorKind.ModelNotAllowed, 403, ApiErrorKind.Permission, true, "model_not_allowed"),
        new(GatewayErrorKind.NotFound, 404, ApiErrorKind.NotFound, true),
        new(GatewayErrorKind.MethodNotAllowed, 405, ApiErrorKind.InvalidRequest, true, "method_not_allowed"),
        new(GatewayErrorKind.RequestTooLarge, 413, ApiErrorKind.TooLarge, true),
        new(GatewayErrorKind.UnsupportedEncoding, 415, ApiErrorKind.InvalidRequest, true, "unsupported_encoding"),
        new(GatewayErrorKind.RateLimited, 429, ApiErrorKind.RateLimit, false),
        new(GatewayErrorKind.InternalError, 500, ApiErrorKind.Server, false),
        new(GatewayErrorKind.ProviderFailed, 502, ApiErrorKind.BadGateway, false),
        new(GatewayErrorKind.Overloaded, 503, ApiErrorKind.Overloaded, false),
        new(GatewayErrorKind.ProviderTimeout, 504, ApiErrorKind.Timeout, false),
        new(GatewayErrorKind.ContextExceeded, 400, ApiErrorKind.ContextExceeded, true),
    ];

    /// <summary>A kind's row.</summary>
    public static ErrorRow Get(GatewayErrorKind kind) => Rows[(int)kind];
}
