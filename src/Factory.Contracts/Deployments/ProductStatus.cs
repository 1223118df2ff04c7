namespace Factory.Contracts.Deployments;

/// <summary>Whether a deployed product is served.</summary>
public enum ProductStatus
{
    /// <summary>A version answers at the product's URL.</summary>
    Running,

    /// <summary>It got no requests for a while, so its program was ended; the next request starts it.</summary>
    Asleep,

    /// <summary>The operator stopped it; it stays stopped over restarts of the silo, until it is started or
    /// deployed.</summary>
    Stopped,

    /// <summary>Its program could not be started, or has ended by itself. It is tried again.</summary>
    Failed,
}
