namespace Factory.Protocols.Canonical;

/// <summary>What kind of failure a provider reported. <see cref="Errors.ApiErrorKinds"/> maps each to every vendor's own codes.</summary>
internal enum ApiErrorKind
{
    /// <summary>The request is invalid; sending it again fails again.</summary>
    InvalidRequest,

    /// <summary>The key is missing or wrong.</summary>
    Authentication,

    /// <summary>The account has no credit.</summary>
    Billing,

    /// <summary>The key does not allow the call.</summary>
    Permission,

    /// <summary>The model or resource does not exist.</summary>
    NotFound,

    /// <summary>The request body is too large.</summary>
    TooLarge,

    /// <summary>Too many requests or tokens.</summary>
    RateLimit,

    /// <summary>The provider has no capacity.</summary>
    Overloaded,

    /// <summary>The provider failed.</summary>
    Server,

    /// <summary>The provider did not answer in time.</summary>
    Timeout,
}
