using Factory.Contracts.Errors;
using Factory.Deployments.Local;
using Factory.Domain.Configuration;

namespace Factory.Deployments;

/// <summary>Reads the deployed products of a data folder whose silo does not run.</summary>
public static class StoredProducts
{
    /// <summary>
    /// Whether the operator stopped a product; null when it is no deployed product, or its file cannot be read.
    /// </summary>
    public static async Task<bool?> IsStoppedAsync(FactoryPaths paths, string product, CancellationToken cancellationToken)
    {
        try
        {
            var deployments = await new DeploymentsFile(paths).TryReadAsync(product, cancellationToken);
            return deployments?.Current() is null ? null : deployments.IsStopped;
        }
        catch (FactoryException unreadable) when (unreadable.Code == ErrorCodes.DataUnusable)
        {
            // Nothing could be served from it either.
            return null;
        }
    }
}
