namespace Factory.Domain.Retention;

/// <summary>Which builds deployments rely on.</summary>
public interface IDeployedBuilds
{
    /// <summary>Trees of the version that is served and of the newest ones before it.</summary>
    /// <param name="product">The product's name.</param>
    /// <param name="versions">How many beside the served one.</param>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>data.unusable</c>: what is deployed cannot be read.</exception>
    Task<IReadOnlySet<string>> GetTreesAsync(string product, int versions, CancellationToken cancellationToken);
}
