namespace Factory.Contracts.Errors;

/// <summary>The world failed, or a user asked for what cannot be: carries a code of <see cref="ErrorCodes"/> and a hint that names the fix.</summary>
[GenerateSerializer, Alias("FactoryException")]
public sealed class FactoryException : Exception
{
    /// <summary>Makes an error for a user to read.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">The thing and the rule. No secret, no stack.</param>
    /// <param name="hint">The fix; null when there is none.</param>
    /// <param name="retryable">True when the same call may work later.</param>
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

    /// <summary>True when the same call may work later.</summary>
    [Id(2)]
    public bool Retryable { get; }
}
