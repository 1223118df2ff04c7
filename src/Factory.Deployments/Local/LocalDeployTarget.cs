using System.Collections.Concurrent;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Tasks;
using Factory.Domain.Builds;
using Factory.Domain.Configuration;
using Factory.Domain.Deployments;
using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

/// <summary>
/// Serves products on this machine, each on its own port. A new version is started beside the old one and replaces it
/// only when it is healthy: a faulty one never gets a request, and the last healthy one continues. A product that
/// nobody uses keeps its port, but its program is ended until the next request.
/// </summary>
internal sealed partial class LocalDeployTarget(
    IProductBuilds builds,
    VersionStarter versions,
    DeploymentsFile file,
    DeploymentHealthProbe health,
    ProductEvents events,
    TimeProvider time,
    ILogger<LocalDeployTarget> logger)
    : IDeployTarget, IAsyncDisposable
{
    /// <value>10 seconds for all products together, which includes the 5 that requests in progress are given.</value>
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
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
        return known is not null && known.Number == deployments.ServingVersion && FindHost(product.Name) is { IsServing: true } running
            ? new DeployedVersion(known.Number, known.Commit, running.Url)
            : await ReplaceAsync(
                deployments,
                known ?? CreateVersionRecord(deployments, build, healthPath),
                build,
                healthPath,
                cancellationToken);
    }

    /// <summary>
    /// Serves the products that were served when the silo stopped; those that were asleep stay so until a request. A
    /// product that fails is recorded and does not affect the others.
    /// </summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        // All listen before the first is started: a request for the last one starts it, instead of being refused until
        // its turn comes.
        foreach (var start in (Func<Deployments, CancellationToken, Task>[])[ListenAsync, StartUnlessAsleepAsync])
        {
            foreach (var name in file.ListProducts())
            {
                await RestoreAsync(name, start, cancellationToken);
            }
        }
    }

    /// <summary>Ends the programs of products that had no request for that long.</summary>
    public Task SleepAsync(TimeSpan idle, CancellationToken cancellationToken) =>
        Task.WhenAll(_hosts.Where(host => host.Value.IsIdle(idle)).Select(host => SleepAsync(host.Key, idle, cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (!await ProductShutdown.RunAsync(_hosts.Keys.Select(name => (Func<Task>)(() => EndAsync(name))), ShutdownLimit, time))
        {
            LogNotEnded(ShutdownLimit.TotalSeconds);
        }
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

    private async Task RestoreAsync(
        string name,
        Func<Deployments, CancellationToken, Task> start,
        CancellationToken cancellationToken)
    {
        using var _ = await LockAsync(name, cancellationToken);
        try
        {
            if (await ReadServedAsync(name, cancellationToken) is { } deployments)
            {
                await start(deployments, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            FindHost(name)?.RecordFailure(await ReportAsync(exception, name));
        }
    }

    private async Task ListenAsync(Deployments deployments, CancellationToken cancellationToken)
    {
        var host = await GetOrStartHostAsync(deployments, cancellationToken);
        if (host.Port != deployments.Port)
        {
            await file.WriteAsync(deployments with { Port = host.Port }, cancellationToken);
        }
    }

    private async Task StartUnlessAsleepAsync(Deployments deployments, CancellationToken cancellationToken)
    {
        if (!deployments.IsAsleep && FindHost(deployments.Product.Name) is { IsServing: false })
        {
            await ServeAsync(deployments, deployments.Current()!, cancellationToken);
        }
    }

    // What should be served, read under the lock: a deployment or a stop may just have changed it.
    private async Task<Deployments?> ReadServedAsync(string name, CancellationToken cancellationToken) =>
        await file.TryReadAsync(name, cancellationToken) is { IsStopped: false } deployments && deployments.Current() is not null
            ? deployments
            : null;

    private async Task<Problem?> WakeAsync(string name)
    {
        try
        {
            using var _ = await LockAsync(name, _stop.Token);
            if (FindHost(name) is not { } host || await ReadServedAsync(name, _stop.Token) is not { } deployments)
            {
                return new Problem(ErrorCodes.DeployFailed, $"{name} is stopped.", $"Start it: factory product start {name}");
            }

            if (!host.IsServing)
            {
                await ServeAsync(deployments, deployments.Current()!, _stop.Token);
                await events.RecordAsync(EventTypes.ProductWoke, name, $"a request started version {deployments.ServingVersion}");
            }

            return null;
        }
        catch (Exception exception)
        {
            return await ReportAsync(exception, name);
        }
    }

    private async Task SleepAsync(string name, TimeSpan idle, CancellationToken cancellationToken)
    {
        using var _ = await LockAsync(name, cancellationToken);
        if (FindHost(name) is not { } host || !await host.TrySleepAsync(idle))
        {
            return;
        }

        try
        {
            if (await ReadServedAsync(name, cancellationToken) is { } deployments)
            {
                await file.WriteAsync(deployments with { IsAsleep = true }, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogSleepNotRecorded(exception, name);
        }

        await events.RecordAsync(
            EventTypes.ProductFellAsleep, name, $"no request for {Durations.Format(idle)}; the next one starts it");
    }

    private async Task<Problem> ReportAsync(Exception exception, string name)
    {
        if (_stop.IsCancellationRequested)
        {
            return new Problem(ErrorCodes.DeployFailed, "The factory is stopping.", "Start it: factory up");
        }

        LogNotServed(exception, name, exception.Message);
        var reason = exception is FactoryException ? exception.Message : "It could not be started: " + exception.Message;
        await events.RecordAsync(EventTypes.ProductFailed, name, reason.Split('\n')[0]);
        var code = (exception as FactoryException)?.Code ?? ErrorCodes.DeployFailed;
        return new Problem(code, reason, $"Try again: factory product start {name}");
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
        var served = await versions.StartAsync(deployments.Product.Name, build, cancellationToken);
        try
        {
            await health.WaitUntilHealthyAsync(served, healthPath, cancellationToken);
            var host = await GetOrStartHostAsync(deployments, cancellationToken);
            await file.WriteAsync(
                deployments with
                {
                    Port = host.Port,
                    IsStopped = false,
                    IsAsleep = false,
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
            : _hosts[name] = await ProductHost.StartAsync(
                name,
                deployments.Port,
                new ProductStart(() => WakeAsync(name), time),
                time,
                logger,
                cancellationToken);
    }

    private DeployedVersionRecord CreateVersionRecord(Deployments deployments, ProductBuild build, string healthPath) =>
        new(deployments.Versions.Select(v => v.Number).DefaultIfEmpty(0).Max() + 1, build.Commit, build.Tree, healthPath, time.GetUtcNow());

    private sealed class Releaser(SemaphoreSlim slot) : IDisposable
    {
        public void Dispose() => slot.Release();
    }
}
