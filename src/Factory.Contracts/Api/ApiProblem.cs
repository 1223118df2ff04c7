namespace Factory.Contracts.Api;

/// <summary>Body of every error response (<c>application/problem+json</c>, RFC 9457).</summary>
/// <param name="Type">URL of the code's documentation.</param>
/// <param name="Title">Name of the HTTP status.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What failed and the rule, for people.</param>
/// <param name="Code">One of <see cref="Errors.ErrorCodes"/>.</param>
/// <param name="Hint">The fix; null when there is none.</param>
/// <param name="Retryable">True when the same request may succeed later.</param>
public sealed record ApiProblem(
    string? Type,
    string? Title,
    int Status,
    string? Detail,
    string? Code,
    string? Hint = null,
    bool Retryable = false);
