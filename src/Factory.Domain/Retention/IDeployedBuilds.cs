namespace Factory.Domain.Retention;

/// <summary>Tells which builds deployments need.</summary>
public interface IDeployedBuilds
{
    /// <summary>Trees of the served version and of the newest other versions.</summary>
    /// <param name="product">The product's name.</param>
    /// <param name="versions">Number of versions besides the served one.</param>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>data.unusable</c>: the file of deployments cannot
    /// be read.</exception>
    Task<IReadOnlySet<string>> GetTreesAsync(string product, int versions, CancellationToken cancellationToken);
}
