namespace Factory.Gateway.Errors;

/// <summary>Why the gateway itself answers with an error.</summary>
internal enum GatewayErrorKind
{
    /// <summary>The request is malformed, or its cost has no upper bound.</summary>
    BadRequest,

    /// <summary>No key, or a wrong, expired or revoked one.</summary>
    InvalidKey,

    /// <summary>A budget or a task's lifetime limit is used up.</summary>
    BudgetExceeded,

    /// <summary>The request comes from a page or program of another origin.</summary>
    ForbiddenOrigin,

    /// <summary>The key does not grant this model.</summary>
    ModelNotAllowed,

    /// <summary>There is no such model or path.</summary>
    NotFound,

    /// <summary>The path requires another method.</summary>
    MethodNotAllowed,

    /// <summary>The body is too long.</summary>
    RequestTooLarge,

    /// <summary>The body is compressed in an unsupported way.</summary>
    UnsupportedEncoding,

    /// <summary>The provider, or the limiter in front of it, accepts no more calls for now.</summary>
    RateLimited,

    /// <summary>The factory failed unexpectedly.</summary>
    InternalError,

    /// <summary>The provider failed.</summary>
    ProviderFailed,

    /// <summary>The factory is overloaded.</summary>
    Overloaded,

    /// <summary>The provider sent nothing for too long.</summary>
    ProviderTimeout,

    /// <summary>The request is longer than the model's context window.</summary>
    ContextExceeded,
}
