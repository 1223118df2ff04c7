namespace Factory.Contracts.Api;

/// <summary>Body of every error answer (<c>application/problem+json</c>, RFC 9457).</summary>
/// <param name="Type">Where the code is explained.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">The thing and the rule, for people.</param>
/// <param name="Code">One of <see cref="Errors.ErrorCodes"/>.</param>
/// <param name="Hint">The fix; null when there is none.</param>
/// <param name="Retryable">True when the same call may work later.</param>
public sealed record ApiProblem(
    string? Type,
    string? Title,
    int Status,
    string? Detail,
    string? Code,
    string? Hint = null,
    bool Retryable = false);
