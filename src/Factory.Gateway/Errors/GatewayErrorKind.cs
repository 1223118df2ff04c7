namespace Factory.Gateway.Errors;

/// <summary>Why the gateway itself answers with an error.</summary>
internal enum GatewayErrorKind
{
    /// <summary>It cannot be understood, or cannot be metered.</summary>
    BadRequest,

    /// <summary>No key, a wrong, expired or dead one.</summary>
    InvalidKey,

    /// <summary>A budget lets nothing more through.</summary>
    BudgetExceeded,

    /// <summary>A page or program of another origin.</summary>
    ForbiddenOrigin,

    /// <summary>The key does not grant this model.</summary>
    ModelNotAllowed,

    /// <summary>No such model or address.</summary>
    NotFound,

    /// <summary>The address takes another method.</summary>
    MethodNotAllowed,

    /// <summary>The body is too long.</summary>
    RequestTooLarge,

    /// <summary>The body is compressed in an unsupported way.</summary>
    UnsupportedEncoding,

    /// <summary>The provider or its limits let nothing through now.</summary>
    RateLimited,

    /// <summary>The factory failed unexpectedly.</summary>
    InternalError,

    /// <summary>The provider failed.</summary>
    ProviderFailed,

    /// <summary>The factory is overloaded.</summary>
    Overloaded,

    /// <summary>The provider said nothing for too long.</summary>
    ProviderTimeout,
}
