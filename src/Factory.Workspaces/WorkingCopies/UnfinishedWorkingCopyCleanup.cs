using Factory.Domain.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>Deletes, at the start, clones that a killed silo did not finish making. They never had their name, so nobody has worked in them.</summary>
internal sealed partial class UnfinishedWorkingCopyCleanup(FactoryPaths paths, ILogger<UnfinishedWorkingCopyCleanup> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(paths.WorkingCopies))
        {
            foreach (var folder in Directory.EnumerateDirectories(paths.WorkingCopies, "*" + WorkingCopyFactory.UnfinishedSuffix))
            {
                Delete(folder);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A git that outlived its silo may still write into it.
            LogNotDeleted(logger, Path.GetFileName(folder), e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The unfinished working copy {Name} could not be deleted; the next start tries again.")]
    private static partial void LogNotDeleted(ILogger logger, string name, Exception exception);
}
