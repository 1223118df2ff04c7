using Factory.Protocols.Errors;

namespace Factory.Protocols.Canonical;

/// <summary>A failure that a provider reported, independent of the vendor.</summary>
/// <param name="Kind">What a client can decide by: whether to retry.</param>
/// <param name="Message">The provider's own words, for people.</param>
internal sealed record ApiError(ApiErrorKind Kind, string Message)
{
    /// <value>The message where the provider sent none.</value>
    public const string NoMessage = "The provider failed without an error message.";
}
