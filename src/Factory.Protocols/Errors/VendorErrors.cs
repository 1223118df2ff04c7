namespace Factory.Protocols.Errors;

/// <summary>
/// The one table of what vendors call their errors: the gateway writes its own errors by it, and the translation reads
/// one vendor's errors and writes another's. The values are the vendors' documented ones (the error pages of OpenAI,
/// Anthropic and Google) where there are any.
/// </summary>
public static class VendorErrors
{
    /// <summary>All rows, one for each kind.</summary>
    public static IReadOnlyList<VendorError> All { get; } =
    [
        new(ApiErrorKind.Server, 500, "server_error", "server_error", "api_error", "INTERNAL"),
        new(ApiErrorKind.InvalidRequest, 400, "invalid_request_error", "invalid_request", "invalid_request_error", "INVALID_ARGUMENT"),

        // OpenAI has no type of its own for a wrong key or a missing permission: the code tells them apart.
        new(ApiErrorKind.Authentication, 401, "invalid_request_error", "invalid_api_key", "authentication_error", "UNAUTHENTICATED"),
        new(ApiErrorKind.Permission, 403, "invalid_request_error", "permission_denied", "permission_error", "PERMISSION_DENIED"),
        new(ApiErrorKind.NotFound, 404, "invalid_request_error", "model_not_found", "not_found_error", "NOT_FOUND"),
        new(ApiErrorKind.TooLarge, 413, "invalid_request_error", "request_too_large", "request_too_large", "INVALID_ARGUMENT"),

        // Before Billing: Google's RESOURCE_EXHAUSTED is a rate limit with 429 and an empty account with 402, and
        // without a status the frequent case is the likely one.
        new(ApiErrorKind.RateLimit, 429, "rate_limit_error", "rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED"),

        // OpenAI sends it with 429. Codex stops at once for this code and retries for every unknown one.
        new(ApiErrorKind.Billing, 402, "insufficient_quota", "insufficient_quota", "billing_error", "RESOURCE_EXHAUSTED"),
        new(ApiErrorKind.BadGateway, 502, "server_error", "provider_failed", "api_error", "UNAVAILABLE"),

        // OpenAI's own code is server_is_overloaded. Codex does not retry it, but this state passes within seconds.
        new(ApiErrorKind.Overloaded, 503, "service_unavailable_error", "overloaded", "overloaded_error", "UNAVAILABLE"),
        new(ApiErrorKind.Timeout, 504, "server_error", "provider_timeout", "timeout_error", "DEADLINE_EXCEEDED"),

        // Behind InvalidRequest, whose status, types and Google status it shares: only OpenAI's code tells them apart.
        new(
            ApiErrorKind.ContextExceeded,
            400,
            "invalid_request_error",
            "context_length_exceeded",
            "invalid_request_error",
            "INVALID_ARGUMENT"),
    ];

    private static readonly Dictionary<string, ApiErrorKind> ByName = CreateNames();

    /// <summary>A kind's row.</summary>
    public static VendorError Get(ApiErrorKind kind) => All.First(row => row.Kind == kind);

    /// <summary>
    /// The kind of an HTTP status. Other 4xx are invalid requests, everything else is a failure of the server.
    /// </summary>
    public static ApiErrorKind FromStatus(int status) => status switch
    {
        // Anthropic's for overload.
        529 => ApiErrorKind.Overloaded,
        408 or 524 => ApiErrorKind.Timeout,

        // Groq's for flex processing without capacity.
        498 => ApiErrorKind.Overloaded,

        // A conflict, a request that came too early, and one that a server cancelled: all of them can be repeated.
        409 or 425 or 499 => ApiErrorKind.BadGateway,
        _ when All.FirstOrDefault(row => row.Status == status) is { } row => row.Kind,
        >= 400 and < 500 => ApiErrorKind.InvalidRequest,
        _ => ApiErrorKind.Server,
    };

    /// <summary>
    /// The kind that a vendor's <c>type</c>, <c>code</c> or <c>status</c> names; a failure of the server where it is
    /// unknown.
    /// </summary>
    public static ApiErrorKind FromName(string? name) => Find(name) ?? ApiErrorKind.Server;

    /// <summary>The kind that a vendor's <c>type</c>, <c>code</c> or <c>status</c> names; null where it is unknown.</summary>
    public static ApiErrorKind? Find(string? name) => name is not null && ByName.TryGetValue(name, out var kind) ? kind : null;

    /// <summary>
    /// The <c>code</c> of a failed response in a stream. Codex repeats the call for every code that it does not know, and
    /// <c>invalid_prompt</c> is the one that it knows for a request that fails again.
    /// </summary>
    public static string ResponsesCode(ApiErrorKind kind) =>
        kind == ApiErrorKind.InvalidRequest ? "invalid_prompt" : Get(kind).OpenAICode;

    private static Dictionary<string, ApiErrorKind> CreateNames()
    {
        var names = new Dictionary<string, ApiErrorKind>(StringComparer.Ordinal)
        {
            // Types that several kinds share, and names that are read but never written.
            ["invalid_request_error"] = ApiErrorKind.InvalidRequest,
            ["server_error"] = ApiErrorKind.Server,
            ["api_error"] = ApiErrorKind.Server,
            ["server_is_overloaded"] = ApiErrorKind.Overloaded,
            ["slow_down"] = ApiErrorKind.Overloaded,
            ["invalid_prompt"] = ApiErrorKind.InvalidRequest,
            ["content_filter"] = ApiErrorKind.InvalidRequest,
            ["content_policy_violation"] = ApiErrorKind.InvalidRequest,
            ["cyber_policy"] = ApiErrorKind.InvalidRequest,

            // Servers that copy OpenAI's API: vLLM, llama.cpp, GitHub, Moonshot, Mistral.
            ["BadRequestError"] = ApiErrorKind.InvalidRequest,
            ["exceed_context_size_error"] = ApiErrorKind.ContextExceeded,
            ["model_max_prompt_tokens_exceeded"] = ApiErrorKind.ContextExceeded,
            ["engine_overloaded_error"] = ApiErrorKind.Overloaded,
            ["rate_limit_reached_error"] = ApiErrorKind.RateLimit,
            ["rate_limited"] = ApiErrorKind.RateLimit,
            ["exceeded_current_quota_error"] = ApiErrorKind.Billing,
            ["insufficient_credits"] = ApiErrorKind.Billing,
            ["invalid_authentication_error"] = ApiErrorKind.Authentication,

            // Google's, among others for a file that is not ready yet. Where billing is not enabled, the words say so.
            ["FAILED_PRECONDITION"] = ApiErrorKind.InvalidRequest,

            // Google's for a service without capacity, with 503. The gateway also writes it for a provider that failed,
            // which has no status of its own.
            ["UNAVAILABLE"] = ApiErrorKind.Overloaded,
        };
        foreach (var row in All)
        {
            foreach (var name in new[] { row.AnthropicType, row.OpenAICode, row.GeminiStatus, row.OpenAIType })
            {
                names.TryAdd(name, row.Kind);
            }
        }

        return names;
    }
}
