using Factory.Protocols.Errors;

namespace Factory.Providers.Errors;

/// <summary>A server returned an error: with an HTTP status, or with an error in its response.</summary>
/// <param name="status">The HTTP status, or the one that corresponds to the error in the response.</param>
/// <param name="error">What the server says.</param>
/// <param name="hasOutput">See <see cref="HasOutput"/>.</param>
internal sealed class ProviderErrorException(int status, ProviderError error, bool hasOutput = false) : Exception(error.Message ?? "")
{
    // Anthropic's for a server without capacity, which is not a failure: fewer calls help.
    private const int OverloadedStatus = 529;

    /// <summary>The HTTP status, or the one that corresponds to the error in the response.</summary>
    public int Status => status;

    /// <summary>Why.</summary>
    public ApiErrorKind Kind => error.Kind;

    /// <summary>How long the server requests to wait; null when it does not.</summary>
    public TimeSpan? RetryAfter => error.RetryAfter;

    /// <summary>True when a part of a response, or its usage, came before it or with it: that may be billed.</summary>
    public bool HasOutput => hasOutput;

    /// <summary>
    /// Reads the body of an error status, whatever its form; the message is empty where it cannot be read.
    /// </summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body; may be anything.</param>
    /// <param name="retryAfter">How long the headers request to wait; null for what the body says.</param>
    public static ProviderErrorException Read(int status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter)
    {
        var error = ProviderErrorReader.Read(body, status);
        return new(status, error with { RetryAfter = retryAfter ?? error.RetryAfter });
    }

    /// <summary>An error in a response with status 200, with the status that the same error has elsewhere.</summary>
    /// <param name="error">The error.</param>
    /// <param name="hasOutput">See <see cref="HasOutput"/>.</param>
    public static ProviderErrorException FromResponse(ProviderError error, bool hasOutput)
    {
        var usual = error.Kind == ApiErrorKind.Overloaded ? OverloadedStatus : VendorErrors.Get(error.Kind).Status;
        return new(error.Status ?? usual, error, hasOutput);
    }
}
