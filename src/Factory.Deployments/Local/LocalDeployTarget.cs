using System.Collections.Concurrent;
using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Builds;
using Factory.Domain.Deployments;
using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

/// <summary>
/// Serves products on this machine, each on its own port. A new version is started beside the old one and replaces it
/// only when it is healthy: a faulty one never gets a request, and the last healthy one continues.
/// </summary>
internal sealed partial class LocalDeployTarget(
    IProductBuilds builds,
    VersionStarter versions,
    DeploymentsFile file,
    DeploymentHealthProbe health,
    TimeProvider time,
    ILogger<LocalDeployTarget> logger)
    : IDeployTarget, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ProductHost> _hosts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => "local";

    /// <inheritdoc/>
    public async Task<DeployedVersion> DeployAsync(
        ProductRef product,
        ProductBuild build,
        string healthPath,
        CancellationToken cancellationToken)
    {
        if (!HealthPath.IsValid(healthPath))
        {
            throw new FactoryException(
                ErrorCodes.DeployFailed,
                "The health path must start with one slash and contain neither spaces nor '..'.",
                "Use / or the path that product.yaml names.");
        }

        using var _ = await LockAsync(product.Name, cancellationToken);
        var deployments = await file.ReadAsync(product, cancellationToken);
        var known = deployments.Find(build.Commit);
        return known is not null && known.Number == deployments.ServingVersion && _hosts.TryGetValue(product.Name, out var running)
            ? new DeployedVersion(known.Number, known.Commit, running.Url)
            : await ReplaceAsync(
                deployments,
                known ?? CreateVersionRecord(deployments, build, healthPath),
                build,
                healthPath,
                cancellationToken);
    }

    /// <summary>
    /// Serves the products that were served when the silo stopped. A product that fails is logged and does not affect
    /// the others.
    /// </summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        foreach (var product in file.ListProducts())
        {
            try
            {
                if (await file.TryReadAsync(product, cancellationToken) is { } deployments)
                {
                    await RestoreAsync(deployments.Product, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotRestored(exception, product, exception.Message);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Concurrently, because each gives its requests time to end; a failure of one does not prevent the others from
        // ending.
        await Task.WhenAll(_hosts.Keys.Select(EndAsync));
    }

    /// <summary>Where a product is served; null while it is not.</summary>
    internal ProductHost? FindHost(string name) => _hosts.GetValueOrDefault(name);

    /// <summary>Serves a version that was healthy before. The caller holds the lock of the product.</summary>
    internal async Task<DeployedVersion> ServeAsync(
        Deployments deployments,
        DeployedVersionRecord version,
        CancellationToken cancellationToken)
    {
        var build = await builds.GetAsync(deployments.Product, version.Commit, cancellationToken);
        return await ReplaceAsync(deployments, version, build, version.HealthPath, cancellationToken);
    }

    /// <summary>Ends what serves a product, and frees its port. The caller holds the lock of the product.</summary>
    internal async Task EndAsync(string name)
    {
        if (_hosts.TryRemove(name, out var host))
        {
            await host.DisposeAsync();
        }
    }

    // Read again under the lock: a deployment may have finished in the meantime and must not be undone.
    private async Task RestoreAsync(ProductRef product, CancellationToken cancellationToken)
    {
        using var _ = await LockAsync(product.Name, cancellationToken);
        var deployments = await file.ReadAsync(product, cancellationToken);
        if (deployments is { IsStopped: false } && deployments.Current() is { } version && !_hosts.ContainsKey(product.Name))
        {
            await ServeAsync(deployments, version, cancellationToken);
        }
    }

    /// <summary>Waits until no other deployment or change of the product is in progress.</summary>
    internal async Task<IDisposable> LockAsync(string name, CancellationToken cancellationToken)
    {
        var slot = _locks.GetOrAdd(name, static _ => new SemaphoreSlim(1, 1));
        await slot.WaitAsync(cancellationToken);
        return new Releaser(slot);
    }

    private async Task<DeployedVersion> ReplaceAsync(
        Deployments deployments, DeployedVersionRecord version, ProductBuild build, string healthPath, CancellationToken cancellationToken)
    {
        var served = await versions.StartAsync(build, cancellationToken);
        try
        {
            await health.WaitUntilHealthyAsync(served, healthPath, cancellationToken);
            var host = await GetOrStartHostAsync(deployments, cancellationToken);
            await file.WriteAsync(
                deployments with
                {
                    Port = host.Port,
                    IsStopped = false,
                    ServingVersion = version.Number,
                    Versions = [.. deployments.Versions.Where(v => v.Number != version.Number), version],
                },
                cancellationToken);
            served.EnableRestart();
            await host.SwitchAsync(served);
            return new DeployedVersion(version.Number, version.Commit, host.Url);
        }
        catch
        {
            await served.DisposeAsync();
            throw;
        }
    }

    private async Task<ProductHost> GetOrStartHostAsync(Deployments deployments, CancellationToken cancellationToken)
    {
        var name = deployments.Product.Name;
        return _hosts.TryGetValue(name, out var host)
            ? host
            : _hosts[name] = await ProductHost.StartAsync(name, deployments.Port, time, logger, cancellationToken);
    }

    private DeployedVersionRecord CreateVersionRecord(Deployments deployments, ProductBuild build, string healthPath) =>
        new(deployments.Versions.Select(v => v.Number).DefaultIfEmpty(0).Max() + 1, build.Commit, build.Tree, healthPath, time.GetUtcNow());

    private sealed class Releaser(SemaphoreSlim slot) : IDisposable
    {
        public void Dispose() => slot.Release();
    }
}
