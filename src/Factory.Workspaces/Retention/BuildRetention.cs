using Factory.Contracts.Retention;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;
using Factory.Workspaces.Builds;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.Retention;

/// <summary>
/// Deletes expired builds. A build that is needed later is repeated from its commit, which is never deleted.
/// </summary>
internal sealed class BuildRetention(
    IDeployedBuilds deployedBuilds,
    KeyedLocks locks,
    FactoryPaths paths,
    TimeProvider time) : IRetentionTarget
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionItem>> FindAsync(
        RetentionFacts facts,
        RetentionPolicy policy,
        CancellationToken cancellationToken)
    {
        var found = new List<RetentionItem>();
        if (!Directory.Exists(paths.Products))
        {
            return found;
        }

        foreach (var product in Directory.EnumerateDirectories(paths.Products)
            .Select(p => Path.GetFileName(p)!)
            .Order(StringComparer.Ordinal))
        {
            UntrustedDirectory.FinishDeletions(paths.Builds(product));
            found.AddRange(await FindAsync(product, facts, policy, cancellationToken));
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<RetentionItem> RemoveAsync(
        RetentionItem item,
        RetentionFacts facts,
        RetentionPolicy policy,
        CancellationToken cancellationToken)
    {
        var (product, tree) = item.Name.Split('/') is [var p, var t]
            ? (p, t)
            : throw new ArgumentException($"'{item.Name}' is not the name of a build.", nameof(item));
        var folder = Path.Combine(paths.Builds(product), tree);

        // Checked again under the lock of the builder: the build may have been used or deployed after it was found.
        using var _ = await locks.AcquireAsync(folder, cancellationToken);
        var kept = await deployedBuilds.GetTreesAsync(product, policy.DeployedVersions, cancellationToken);
        if (!RetentionRules.IsExpired(product, tree, LastUsed(folder), kept, facts, policy, time.GetUtcNow()))
        {
            return item with { RetainedReason = "it is in use again" };
        }

        // The record first: a folder without a record does not count as a build, so a crash between the two deletions
        // is harmless.
        File.Delete(BuildStore.RecordFileOf(folder));
        UntrustedDirectory.DeleteAtomically(folder);
        if (Directory.Exists(BuildCopies.RunCopyOf(folder)))
        {
            UntrustedDirectory.DeleteAtomically(BuildCopies.RunCopyOf(folder));
        }

        return item;
    }

    private async Task<IEnumerable<RetentionItem>> FindAsync(
        string product,
        RetentionFacts facts,
        RetentionPolicy policy,
        CancellationToken cancellationToken)
    {
        var builds = paths.Builds(product);
        if (!Directory.Exists(builds) || facts.ActiveProducts.Contains(product))
        {
            return [];
        }

        var kept = await deployedBuilds.GetTreesAsync(product, policy.DeployedVersions, cancellationToken);
        return Directory.EnumerateDirectories(builds)
            .Where(f => CommitHash.IsValid(Path.GetFileName(f)))
            .Where(f => RetentionRules.IsExpired(product, Path.GetFileName(f), LastUsed(f), kept, facts, policy, time.GetUtcNow()))
            .Order(StringComparer.Ordinal)
            .Select(f =>
                new RetentionItem(
                    RetentionKind.Build,
                    $"{product}/{Path.GetFileName(f)}",
                    UntrustedDirectory.Measure(f).Bytes,
                    LastUsed(f)))
            .ToList();
    }

    // Each use of a kept build updates the time of its record. A failed build has no record, only a folder.
    private static DateTimeOffset LastUsed(string folder)
    {
        var record = BuildStore.RecordFileOf(folder);
        return File.Exists(record) ? File.GetLastWriteTimeUtc(record) : Directory.GetLastWriteTimeUtc(folder);
    }
}
