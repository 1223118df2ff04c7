using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;

namespace Factory.Domain.Deployments;

/// <summary>
/// The deployed products of this silo, for the operator. Every change waits for a deployment of the same product that
/// is in progress, and is idempotent.
/// </summary>
/// <remarks>A name that is not that of a deployed product gives <c>not_found</c>.</remarks>
public interface IDeployedProducts
{
    /// <summary>All deployed products, by name.</summary>
    Task<IReadOnlyList<ProductView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One product.</summary>
    Task<Result<ProductView>> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>The end of what the served version printed.</summary>
    Task<Result<ProductLogs>> ReadLogsAsync(string name, CancellationToken cancellationToken);

    /// <summary>Ends the served version. The product stays stopped until it is started or deployed again.</summary>
    Task<Result<ProductView>> StopAsync(string name, CancellationToken cancellationToken);

    /// <summary>Serves the product again.</summary>
    /// <exception cref="FactoryException"><c>deploy.unhealthy</c> or <c>deploy.failed</c>.</exception>
    Task<Result<ProductView>> StartAsync(string name, CancellationToken cancellationToken);

    /// <summary>Serves an earlier version; when it is not healthy the present one goes on.</summary>
    /// <param name="name">The product's name.</param>
    /// <param name="version">The number of the version; null for the newest one before the present one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FactoryException"><c>deploy.unhealthy</c> or <c>deploy.failed</c>.</exception>
    Task<Result<ProductView>> RollBackAsync(string name, int? version, CancellationToken cancellationToken);

    /// <summary>
    /// Stops the product and forgets its versions, so that it is not a deployed product any more. Its repository stays.
    /// </summary>
    Task<Result<ProductView>> RemoveAsync(string name, CancellationToken cancellationToken);
}
