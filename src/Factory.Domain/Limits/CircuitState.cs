namespace Factory.Domain.Limits;

/// <summary>States of a <see cref="CircuitBreaker"/>.</summary>
public enum CircuitState
{
    /// <summary>Calls pass.</summary>
    Closed,

    /// <summary>No call passes until the opening is over.</summary>
    Open,

    /// <summary>One call passes, the probe; its outcome closes or opens the breaker.</summary>
    HalfOpen,
}
