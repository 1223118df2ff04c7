namespace Factory.Contracts.Deployments;

/// <summary>Whether a deployed product is served.</summary>
public enum ProductStatus
{
    /// <summary>A version answers at the product's URL.</summary>
    Serving,

    /// <summary>The operator stopped it; it stays stopped over restarts of the silo, until it is started or
    /// deployed.</summary>
    Stopped,

    /// <summary>It should be served, but its version could not be started; the silo's log says why.</summary>
    Down,
}
