namespace Factory.Gateway.Errors;

/// <summary>What a kind of error is called in a protocol.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="OpenAIType">OpenAI's <c>error.type</c>.</param>
/// <param name="OpenAICode">OpenAI's <c>error.code</c>, unless the factory has a code of its own that says more.</param>
/// <param name="AnthropicType">Anthropic's <c>error.type</c>.</param>
/// <param name="GeminiStatus">Google's <c>error.status</c>.</param>
/// <param name="IsFinal">True when trying again cannot help: clients are told so.</param>
public sealed record ErrorRow(GatewayErrorKind Kind, int Status, string OpenAIType, string OpenAICode, string AnthropicType, string GeminiStatus, bool IsFinal);

/// <summary>The one table of the gateway's own errors; <c>docs/reference/gateway.md</c> shows it.</summary>
public static class ErrorTable
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<ErrorRow> Rows { get; } =
    [
        new(GatewayErrorKind.BadRequest, 400, "invalid_request_error", "invalid_request", "invalid_request_error", "INVALID_ARGUMENT", true),
        new(GatewayErrorKind.InvalidKey, 401, "authentication_error", "invalid_api_key", "authentication_error", "UNAUTHENTICATED", true),
        new(GatewayErrorKind.BudgetExceeded, 402, "insufficient_quota", "insufficient_quota", "billing_error", "RESOURCE_EXHAUSTED", true),
        new(GatewayErrorKind.ForbiddenOrigin, 403, "permission_error", "origin_refused", "permission_error", "PERMISSION_DENIED", true),
        new(GatewayErrorKind.ModelNotAllowed, 403, "permission_error", "model_not_allowed", "permission_error", "PERMISSION_DENIED", true),
        new(GatewayErrorKind.NotFound, 404, "invalid_request_error", "model_not_found", "not_found_error", "NOT_FOUND", true),
        new(GatewayErrorKind.MethodNotAllowed, 405, "invalid_request_error", "method_not_allowed", "invalid_request_error", "INVALID_ARGUMENT", true),
        new(GatewayErrorKind.RequestTooLarge, 413, "invalid_request_error", "request_too_large", "request_too_large", "INVALID_ARGUMENT", true),
        new(GatewayErrorKind.UnsupportedEncoding, 415, "invalid_request_error", "unsupported_encoding", "invalid_request_error", "INVALID_ARGUMENT", true),
        new(GatewayErrorKind.RateLimited, 429, "rate_limit_error", "rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED", false),
        new(GatewayErrorKind.InternalError, 500, "server_error", "server_error", "api_error", "INTERNAL", false),
        new(GatewayErrorKind.ProviderFailed, 502, "server_error", "provider_failed", "api_error", "UNAVAILABLE", false),
        new(GatewayErrorKind.Overloaded, 503, "server_error", "overloaded", "overloaded_error", "UNAVAILABLE", false),
        new(GatewayErrorKind.ProviderTimeout, 504, "server_error", "provider_timeout", "timeout_error", "DEADLINE_EXCEEDED", false),
    ];

    /// <summary>A kind's row.</summary>
    public static ErrorRow Get(GatewayErrorKind kind) => Rows[(int)kind];
}
