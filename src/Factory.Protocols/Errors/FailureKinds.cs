using Factory.Protocols.Conversations;

namespace Factory.Protocols.Errors;

/// <summary>One kind of failure in the words of every vendor.</summary>
/// <param name="Status">The HTTP status before the first byte.</param>
/// <param name="Anthropic">Anthropic's <c>error.type</c>.</param>
/// <param name="OpenAI">OpenAI's <c>error.type</c>.</param>
/// <param name="Code">OpenAI's <c>error.code</c>; agents decide by it whether to try again.</param>
/// <param name="Gemini">Google's <c>error.status</c>.</param>
internal sealed record FailureWords(FailureKind Kind, int Status, string Anthropic, string OpenAI, string Code, string Gemini);

internal static class FailureKinds
{
    private static readonly FailureWords[] All =
    [
        new(FailureKind.Server, 500, "api_error", "server_error", "server_error", "INTERNAL"),
        new(FailureKind.InvalidRequest, 400, "invalid_request_error", "invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"),
        new(FailureKind.Authentication, 401, "authentication_error", "invalid_request_error", "invalid_api_key", "UNAUTHENTICATED"),
        new(FailureKind.Billing, 402, "billing_error", "insufficient_quota", "insufficient_quota", "FAILED_PRECONDITION"),
        new(FailureKind.Permission, 403, "permission_error", "invalid_request_error", "permission_denied", "PERMISSION_DENIED"),
        new(FailureKind.NotFound, 404, "not_found_error", "invalid_request_error", "model_not_found", "NOT_FOUND"),
        new(FailureKind.TooLarge, 413, "request_too_large", "invalid_request_error", "request_too_large", "INVALID_ARGUMENT"),
        new(FailureKind.RateLimit, 429, "rate_limit_error", "rate_limit_exceeded", "rate_limit_exceeded", "RESOURCE_EXHAUSTED"),
        new(FailureKind.Overloaded, 503, "overloaded_error", "server_error", "server_is_overloaded", "UNAVAILABLE"),
        new(FailureKind.Timeout, 504, "timeout_error", "server_error", "timeout", "DEADLINE_EXCEEDED"),
    ];

    public static FailureWords Words(FailureKind kind) => All.First(words => words.Kind == kind);

    public static FailureKind OfStatus(int status) => status switch
    {
        529 => FailureKind.Overloaded,
        408 => FailureKind.Timeout,
        _ => (All.FirstOrDefault(words => words.Status == status) ?? All[status is >= 400 and < 500 ? 1 : 0]).Kind,
    };

    /// <summary>Reads any vendor's word for it: a type, a code or a status.</summary>
    public static FailureKind OfWord(string? word) =>
        (All.FirstOrDefault(words => word is not null && (words.Anthropic == word || words.Code == word || words.Gemini == word || (words.OpenAI == word && words.Kind != FailureKind.Authentication))) ?? All[0]).Kind;
}
