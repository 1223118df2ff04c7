using Factory.Contracts.Events;
using Factory.Domain.Builds;
using Factory.Domain.Sandbox;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Factory.Deployments.Local;

/// <summary>Starts versions of products: a process, or only a folder where the product is static.</summary>
internal sealed class VersionStarter(
    ISandbox sandbox,
    ITemporaryFolders folders,
    IProductBuilds builds,
    IHttpForwarder forwarder,
    ProductEvents events,
    TimeProvider time,
    ILogger<VersionStarter> logger)
{
    /// <summary>Starts a version of a product; it may not answer yet.</summary>
    public async Task<IRunningVersion> StartAsync(string product, ProductBuild build, CancellationToken cancellationToken) =>
        build.Manifest.Serve.Static is { } folder
        ? new StaticFilesVersion(Path.GetFullPath(Path.Combine(build.Folder, folder)))
        : new ProcessVersion(
            sandbox,
            folders,
            forwarder,
            time,
            build,
            await builds.CreateRunCopyAsync(build, cancellationToken),
            logger)
        { Restarted = message => events.RecordAsync(EventTypes.ProductRestarted, product, message) };
}
