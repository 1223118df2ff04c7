namespace Factory.Domain.Limits;

/// <summary>Where a provider's breaker stands.</summary>
public enum CircuitState
{
    /// <summary>Calls pass.</summary>
    Closed,

    /// <summary>No call passes until the pause is over.</summary>
    Open,

    /// <summary>One call passes, to see whether the provider works again.</summary>
    HalfOpen,
}
