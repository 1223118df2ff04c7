using Factory.Domain.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Deletes clones that a killed silo left incomplete, when the next silo starts. No agent has worked in them.
/// </summary>
internal sealed partial class UnfinishedWorkingCopyCleanup(
    FactoryPaths paths,
    ILogger<UnfinishedWorkingCopyCleanup> logger) : IHostedService
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
            UntrustedDirectory.Delete(folder);
        }
        catch (Exception e) when (UntrustedDirectory.IsUnreadable(e))
        {
            // A git process of the killed silo may still be writing to it.
            LogNotDeleted(Path.GetFileName(folder), e);
        }
    }
}
