namespace Factory.Protocols.Errors;

/// <summary>An error that a provider reported, read from the body of its response or from an event of its stream.</summary>
/// <param name="Kind">Why; the server's fault where the provider does not say.</param>
/// <param name="Message">The provider's reason, at most 500 characters; null when there is none that can be read.</param>
/// <param name="Code">OpenAI's <c>error.code</c> where it is a text; null without one.</param>
/// <param name="RetryAfter">How long to wait; null when the body does not say.</param>
/// <param name="Status">The HTTP status that the error itself names; null without one.</param>
public sealed record ProviderError(
    ApiErrorKind Kind,
    string? Message,
    string? Code = null,
    TimeSpan? RetryAfter = null,
    int? Status = null)
{
    /// <value>Whether the request is to blame, so that the same request fails again and the provider works.</value>
    public bool IsRequestsFault => Kind is ApiErrorKind.InvalidRequest
        or ApiErrorKind.NotFound
        or ApiErrorKind.TooLarge
        or ApiErrorKind.ContextExceeded;
}
