using Factory.Protocols.Canonical;

namespace Factory.Protocols.Errors;

/// <summary>One kind of failure in the words of every vendor.</summary>
/// <param name="Status">The HTTP status before the first byte.</param>
/// <param name="AnthropicType">Anthropic's <c>error.type</c>.</param>
/// <param name="OpenAIType">OpenAI's <c>error.type</c>.</param>
/// <param name="OpenAICode">OpenAI's <c>error.code</c>; agents decide by it whether to try again.</param>
/// <param name="GeminiStatus">Google's <c>error.status</c>.</param>
internal sealed record ApiErrorRow(ApiErrorKind Kind, int Status, string AnthropicType, string OpenAIType, string OpenAICode, string GeminiStatus);

internal static class ApiErrorKinds
{
    private static readonly ApiErrorRow[] All =
    [
        new(ApiErrorKind.Server, 500, "api_error", "server_error", "server_error", "INTERNAL"),
        new(ApiErrorKind.InvalidRequest, 400, "invalid_request_error", "invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"),
        new(ApiErrorKind.Authentication, 401, "authentication_error", "invalid_request_error", "invalid_api_key", "UNAUTHENTICATED"),
        new(ApiErrorKind.Billing, 402, "billing_error", "insufficient_quota", "insufficient_quota", "FAILED_PRECONDITION"),
        new(ApiErrorKind.Permission, 403, "permission_error", "invalid_request_error", "permission_denied", "PERMISSION_DENIED"),
        new(ApiErrorKind.NotFound, 404, "not_found_error", "invalid_request_error", "model_not_found", "NOT_FOUND"),
        new(ApiErrorKind.TooLarge, 413, "request_too_large", "invalid_request_error", "request_too_large", "INVALID_ARGUMENT"),
        new(ApiErrorKind.RateLimit, 429, "rate_limit_error", "rate_limit_exceeded", "rate_limit_exceeded", "RESOURCE_EXHAUSTED"),
        new(ApiErrorKind.Overloaded, 503, "overloaded_error", "server_error", "server_is_overloaded", "UNAVAILABLE"),
        new(ApiErrorKind.Timeout, 504, "timeout_error", "server_error", "timeout", "DEADLINE_EXCEEDED"),
    ];

    public static ApiErrorRow Get(ApiErrorKind kind) => All.First(row => row.Kind == kind);

    public static ApiErrorKind FromStatus(int status) => status switch
    {
        529 => ApiErrorKind.Overloaded,
        408 => ApiErrorKind.Timeout,
        _ => (All.FirstOrDefault(row => row.Status == status) ?? All[status is >= 400 and < 500 ? 1 : 0]).Kind,
    };

    /// <summary>Reads any vendor's word for it: a type, a code or a status.</summary>
    public static ApiErrorKind FromVendorCode(string? word) =>
        (All.FirstOrDefault(row => word is not null && (row.AnthropicType == word || row.OpenAICode == word || row.GeminiStatus == word || (row.OpenAIType == word && row.Kind != ApiErrorKind.Authentication))) ?? All[0]).Kind;
}
