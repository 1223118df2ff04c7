using Factory.Protocols.Canonical;

namespace Factory.Protocols.Errors;

/// <summary>The map between kinds of failure, HTTP statuses and vendors' codes.</summary>
internal static class ApiErrorKinds
{
    // In the order of FromVendorCode: of two kinds with one code the first counts, and the first row is the one for an
    // unknown code.
    private static readonly ApiErrorRow[] All =
    [
        new(ApiErrorKind.Server, 500, "api_error", "server_error", "server_error", "INTERNAL"),
        new(
            ApiErrorKind.InvalidRequest,
            400,
            "invalid_request_error",
            "invalid_request_error",
            "invalid_request_error",
            "INVALID_ARGUMENT"),
        new(ApiErrorKind.Authentication, 401, "authentication_error", "invalid_request_error", "invalid_api_key", "UNAUTHENTICATED"),
        new(ApiErrorKind.Billing, 402, "billing_error", "insufficient_quota", "insufficient_quota", "FAILED_PRECONDITION"),
        new(ApiErrorKind.Permission, 403, "permission_error", "invalid_request_error", "permission_denied", "PERMISSION_DENIED"),
        new(ApiErrorKind.NotFound, 404, "not_found_error", "invalid_request_error", "model_not_found", "NOT_FOUND"),
        new(ApiErrorKind.TooLarge, 413, "request_too_large", "invalid_request_error", "request_too_large", "INVALID_ARGUMENT"),
        new(ApiErrorKind.RateLimit, 429, "rate_limit_error", "rate_limit_exceeded", "rate_limit_exceeded", "RESOURCE_EXHAUSTED"),
        new(ApiErrorKind.Overloaded, 503, "overloaded_error", "server_error", "server_is_overloaded", "UNAVAILABLE"),
        new(ApiErrorKind.Timeout, 504, "timeout_error", "server_error", "timeout", "DEADLINE_EXCEEDED"),
    ];

    /// <summary>The vendors' codes of a kind.</summary>
    public static ApiErrorRow Get(ApiErrorKind kind) => All.First(row => row.Kind == kind);

    /// <summary>The kind for an HTTP status; any other 4xx is an invalid request, everything else a failure of the server.</summary>
    public static ApiErrorKind FromStatus(int status) => status switch
    {
        // Anthropic's own status for overloaded_error.
        529 => ApiErrorKind.Overloaded,
        408 => ApiErrorKind.Timeout,
        _ =>
            All.FirstOrDefault(row => row.Status == status)?.Kind
                ?? (status is >= 400 and < 500 ? ApiErrorKind.InvalidRequest : ApiErrorKind.Server),
    };

    /// <summary>The kind for any vendor's type, code or status; null and unknown ones are a failure of the server.</summary>
    public static ApiErrorKind FromVendorCode(string? code) =>
        (All.FirstOrDefault(row => code is not null && HasCode(row, code)) ?? All[0]).Kind;

    private static bool HasCode(ApiErrorRow row, string code) =>
        row.AnthropicType == code || row.OpenAICode == code || row.GeminiStatus == code || row.OpenAIType == code;
}
