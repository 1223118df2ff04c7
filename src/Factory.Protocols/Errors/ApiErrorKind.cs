namespace Factory.Protocols.Errors;

/// <summary>
/// Why a call failed, independent of the vendor. <see cref="VendorErrors"/> has each vendor's values.
/// </summary>
public enum ApiErrorKind
{
    /// <summary>The server failed unexpectedly.</summary>
    Server,

    /// <summary>The request is malformed or uses something that is not supported.</summary>
    InvalidRequest,

    /// <summary>No key, or a wrong or expired one.</summary>
    Authentication,

    /// <summary>The key does not grant access to what the request uses.</summary>
    Permission,

    /// <summary>There is no such model or address.</summary>
    NotFound,

    /// <summary>The request is longer than allowed.</summary>
    TooLarge,

    /// <summary>Too many requests or tokens for now.</summary>
    RateLimit,

    /// <summary>The money is used up; waiting does not help.</summary>
    Billing,

    /// <summary>A server behind this one failed or answered with something invalid.</summary>
    BadGateway,

    /// <summary>The server has no capacity for now.</summary>
    Overloaded,

    /// <summary>There was no answer in time.</summary>
    Timeout,

    /// <summary>The input is longer than the model's context window: a client compacts it instead of retrying.</summary>
    ContextExceeded,
}
