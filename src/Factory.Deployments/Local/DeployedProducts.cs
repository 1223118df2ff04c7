using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Tasks;
using Factory.Domain;
using Factory.Domain.Deployments;
using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

/// <summary>What the operator sees of the products on this machine, and does to them.</summary>
internal sealed partial class DeployedProducts(
    LocalDeployTarget target,
    DeploymentsFile file,
    ProductEvents events,
    ILogger<DeployedProducts> logger) : IDeployedProducts
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProductView>> ListAsync(CancellationToken cancellationToken)
    {
        var views = new List<ProductView>();
        foreach (var name in file.ListProducts())
        {
            if (await ReadAsync(name, cancellationToken) is { } deployments)
            {
                views.Add(View(deployments));
            }
        }

        return views;
    }

    /// <inheritdoc/>
    public async Task<Result<ProductView>> FindAsync(string name, CancellationToken cancellationToken) =>
        await ReadAsync(name, cancellationToken) is { } deployments ? View(deployments) : NotFound(name);

    /// <inheritdoc/>
    public async Task<Result<ProductLogs>> ReadLogsAsync(string name, CancellationToken cancellationToken) =>
        await ReadAsync(name, cancellationToken) is { } deployments
            ? new ProductLogs(name, deployments.ServingVersion, target.FindHost(name)?.OutputTail ?? "")
            : NotFound(name);

    /// <inheritdoc/>
    public Task<Result<ProductView>> StopAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(
            name,
            async deployments =>
            {
                // Recorded first: after a crash in between it must not be served again.
                await file.WriteAsync(deployments with { IsStopped = true }, cancellationToken);
                await target.EndAsync(name);
                await events.RecordAsync(EventTypes.ProductStopped, name, "the operator stopped it");
                return null;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<Result<ProductView>> StartAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(
            name,
            async deployments =>
            {
                if (!IsServing(name))
                {
                    await target.ServeAsync(deployments, deployments.Current()!, cancellationToken);
                    await events.RecordAsync(
                        EventTypes.ProductWoke, name, $"the operator started version {deployments.ServingVersion}");
                }

                return null;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<Result<ProductView>> RollBackAsync(string name, int? version, CancellationToken cancellationToken) =>
        ChangeAsync(
            name,
            async deployments =>
            {
                if (FindEarlier(deployments, version) is not { } earlier)
                {
                    return MissingVersion(deployments, version);
                }

                if (earlier.Number != deployments.ServingVersion || !IsServing(name))
                {
                    await target.ServeAsync(deployments, earlier, cancellationToken);
                    LogRolledBack(name, deployments.ServingVersion, earlier.Number);
                }

                return null;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<Result<ProductView>> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        using var _ = await target.LockAsync(name, cancellationToken);
        if (await ReadAsync(name, cancellationToken) is not { } deployments)
        {
            return NotFound(name);
        }

        file.Delete(name);
        await target.EndAsync(name);
        LogRemoved(name, deployments.Product.Repository);
        return View(deployments with { IsStopped = true });
    }

    private async Task<Result<ProductView>> ChangeAsync(
        string name,
        Func<Deployments, Task<Problem?>> change,
        CancellationToken cancellationToken)
    {
        using var _ = await target.LockAsync(name, cancellationToken);
        return await ReadAsync(name, cancellationToken) is not { } deployments ? NotFound(name)
            : await change(deployments) is { } problem ? problem
            : await FindAsync(name, cancellationToken);
    }

    // Compared with the folders that exist: the name comes from a request, and must not become a path by itself.
    private async Task<Deployments?> ReadAsync(string name, CancellationToken cancellationToken) =>
        file.ListProducts().Contains(name, StringComparer.Ordinal)
            && await file.TryReadAsync(name, cancellationToken) is { Product: not null } deployments
            && deployments.Current() is not null
                ? deployments
                : null;

    private bool IsServing(string name) => target.FindHost(name) is { IsServing: true };

    private ProductView View(Deployments deployments)
    {
        var host = deployments.IsStopped ? null : target.FindHost(deployments.Product.Name);
        var status = StatusOf(deployments, host);
        return new ProductView(
            deployments.Product.Name,
            status,
            host?.Url,
            deployments.ServingVersion,
            deployments.Product.Repository,
            deployments.Product.Branch,
            [.. deployments.Versions.OrderByDescending(v => v.Number)
                .Select(v => new ProductVersionView(v.Number, v.Commit, v.DeployedAt))],
            status == ProductStatus.Failed ? host?.Failure ?? "The silo could not start to serve it; see its log." : null);
    }

    private static ProductStatus StatusOf(Deployments deployments, ProductHost? host) =>
        deployments.IsStopped ? ProductStatus.Stopped
        : host is null || host.Failure is not null ? ProductStatus.Failed
        : host.IsServing ? ProductStatus.Running
        : ProductStatus.Asleep;

    private static DeployedVersionRecord? FindEarlier(Deployments deployments, int? version) => version is null
        ? deployments.Versions.Where(v => v.Number < deployments.ServingVersion).MaxBy(v => v.Number)
        : deployments.Versions.FirstOrDefault(v => v.Number == version);

    private static Problem MissingVersion(Deployments deployments, int? version)
    {
        var name = deployments.Product.Name;
        return version is null
            ? new Problem(
                ErrorCodes.TransitionNotAllowed,
                $"Version {deployments.ServingVersion} is the first version of {name}: there is none before it.",
                $"To end it: factory product stop {name}")
            : new Problem(
                ErrorCodes.NotFound,
                $"{name} has no version {version}.",
                $"Its versions: factory product show {name}");
    }

    private static Problem NotFound(string name) => new(
        ErrorCodes.NotFound,
        $"There is no deployed product {VisibleText.Shorten(name, 60)}.",
        "All deployed products: factory product list");
}
