using Factory.Contracts.Tasks;
using Factory.Domain.Builds;

namespace Factory.Domain.Deployments;

/// <summary>A place where products run.</summary>
public interface IDeployTarget
{
    /// <summary>The target's name in pipelines and policies: <c>local</c>, ….</summary>
    string Name { get; }

    /// <summary>
    /// Deploys a build as the next version, checks its health, and rolls back to the last healthy version when the
    /// check fails. Deploying the same commit again returns the same version.
    /// </summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>deploy.unhealthy</c> or
    /// <c>deploy.failed</c>.</exception>
    Task<DeployedVersion> DeployAsync(ProductRef product, ProductBuild build, string healthPath, CancellationToken cancellationToken);
}

/// <summary>A version that is deployed and healthy.</summary>
/// <param name="Version">Its number at the target, from 1.</param>
/// <param name="Commit">The commit that it was built from.</param>
/// <param name="Url">URL of the product.</param>
public sealed record DeployedVersion(int Version, string Commit, string Url);
