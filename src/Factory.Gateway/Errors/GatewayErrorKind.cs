namespace Factory.Gateway.Errors;

/// <summary>Why the gateway itself answers with an error.</summary>
public enum GatewayErrorKind
{
    /// <summary>It cannot be understood, or cannot be metered.</summary>
    BadRequest,

    /// <summary>No key, a wrong, expired or dead one.</summary>
    Key,

    /// <summary>A budget lets nothing more through.</summary>
    Budget,

    /// <summary>A page or program of another origin.</summary>
    Origin,

    /// <summary>The key does not open this model.</summary>
    Model,

    /// <summary>No such model or address.</summary>
    NotFound,

    /// <summary>The address takes another method.</summary>
    Method,

    /// <summary>The body is too long.</summary>
    TooLarge,

    /// <summary>The body is compressed in a way that nobody here can unpack.</summary>
    Compressed,

    /// <summary>The provider or its limits let nothing through now.</summary>
    RateLimited,

    /// <summary>The factory made a mistake.</summary>
    Internal,

    /// <summary>The provider failed.</summary>
    Provider,

    /// <summary>The factory is at its end for now.</summary>
    Overloaded,

    /// <summary>The provider said nothing for too long.</summary>
    Silence,
}
