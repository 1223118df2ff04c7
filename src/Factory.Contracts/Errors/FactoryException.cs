namespace Factory.Contracts.Errors;

/// <summary>
/// A failure to report to users: an external system failed, or a request is invalid. Has a code of
/// <see cref="ErrorCodes"/> and a hint with the fix.
/// </summary>
[GenerateSerializer, Alias("FactoryException")]
public sealed class FactoryException : Exception
{
    /// <summary>Creates an error.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">What failed and the rule. It must not contain secrets or stack traces.</param>
    /// <param name="hint">The fix; null when there is none.</param>
    /// <param name="retryable">True when the same call may succeed later.</param>
    /// <param name="inner">The cause, for the log.</param>
    public FactoryException(string code, string message, string? hint = null, bool retryable = false, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Hint = hint;
        Retryable = retryable;
    }

    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    [Id(0)]
    public string Code { get; }

    /// <summary>The fix; null when there is none.</summary>
    [Id(1)]
    public string? Hint { get; }

    /// <summary>True when the same call may succeed later.</summary>
    [Id(2)]
    public bool Retryable { get; }
}
