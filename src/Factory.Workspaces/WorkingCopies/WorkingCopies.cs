using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.WorkingCopies;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Working copies under <c>work/ATTEMPT</c> of the data folder. <see cref="Retention.WorkingCopyRetention"/> deletes
/// them.
/// </summary>
internal sealed class WorkingCopies(
    GitCommand git,
    MirrorRepository mirror,
    WorkingCopyFactory factory,
    WorkingCopyCommitter committer,
    WorkingCopyRescue rescue,
    KeyedLocks locks,
    FactoryPaths paths) : IWorkingCopies
{
    /// <inheritdoc/>
    public async Task<WorkingCopy> OpenAsync(AttemptId attempt, ProductRef product, string? startFrom, CancellationToken cancellationToken)
    {
        var folders = WorkingCopyPaths.For(paths, attempt);
        using var _ = await locks.AcquireAsync(folders.Folder, cancellationToken);
        if (Directory.Exists(folders.Folder) && await WorkingCopyPaths.ReadMetadataAsync(folders, cancellationToken) is { } known)
        {
            return ToWorkingCopy(known, folders, await mirror.OpenAsync(known.Product));
        }

        var mirrorPaths = await mirror.OpenAsync(product);
        var metadata = new WorkingCopyMetadata(attempt, await ResolveStartCommitAsync(product, startFrom, cancellationToken), product);

        // The metadata first: a clone without it would be of no use, while metadata without a clone is overwritten here
        // by the next call.
        Directory.CreateDirectory(paths.WorkingCopies);
        await File.WriteAllTextAsync(folders.MetadataFile, JsonSerializer.Serialize(metadata, FactoryJson.Options), cancellationToken);
        await factory.CreateAsync(folders.Folder, mirrorPaths, metadata, cancellationToken);
        return ToWorkingCopy(metadata, folders, mirrorPaths);
    }

    /// <inheritdoc/>
    public Task<ChangeSet?> CommitAsync(
        WorkingCopy copy,
        string message,
        CommitTrailers trailers,
        CancellationToken cancellationToken) => WithLocksAsync(
            copy,
            (metadata, mirrorPaths, folder) =>
                committer.CommitAsync(copy with { Folder = folder }, metadata, mirrorPaths, message, trailers, cancellationToken),
            cancellationToken);

    /// <inheritdoc/>
    public Task<ChangeSet?> TakeStartAsync(WorkingCopy copy, CancellationToken cancellationToken) => WithLocksAsync(
        copy,
        (metadata, mirrorPaths, _) => committer.TakeStartAsync(metadata, mirrorPaths, cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> DiscardAsync(
        AttemptId attempt,
        CommitTrailers? trailers,
        CancellationToken cancellationToken)
    {
        var folders = WorkingCopyPaths.For(paths, attempt);
        using var _ = await locks.AcquireAsync(folders.Folder, cancellationToken);
        var saved = trailers is not null && await WorkingCopyPaths.ReadMetadataAsync(folders, cancellationToken) is { } metadata
            ? await rescue.SaveAsync(folders.Folder, metadata, trailers, cancellationToken)
            : new RescuedWork(null, []);
        UntrustedDirectory.DeleteAtomically(folders.Folder);
        return saved.LeftOut;
    }

    private async Task<ChangeSet?> WithLocksAsync(
        WorkingCopy copy,
        Func<WorkingCopyMetadata, MirrorPaths, string, Task<ChangeSet?>> take,
        CancellationToken cancellationToken)
    {
        var folders = WorkingCopyPaths.For(paths, copy.Attempt);
        using var _ = await locks.AcquireAsync(folders.Folder, cancellationToken);
        var metadata = await WorkingCopyPaths.ReadMetadataAsync(folders, cancellationToken)
            ?? throw new FactoryException(ErrorCodes.GitFailed, $"Attempt {copy.Attempt} has no working copy.", "Open one first.");
        var mirrorPaths = await mirror.OpenAsync(metadata.Product);

        // The repository's lock second, and never held by code that then waits for a working copy: the reverse order
        // could deadlock.
        using var product = await locks.AcquireAsync(metadata.Product.Repository, cancellationToken);
        return await take(metadata, mirrorPaths, folders.Folder);
    }

    private async Task<string> ResolveStartCommitAsync(ProductRef product, string? startFrom, CancellationToken cancellationToken)
    {
        if (startFrom is null)
        {
            return await mirror.GetHeadAsync(product, cancellationToken);
        }

        return CommitHash.IsValid(startFrom)
            ? await git.RunAsync(
                (await mirror.OpenAsync(product)).Mirror,
                ["rev-parse", "--verify", startFrom + "^{commit}"],
                cancellationToken)
            : throw new FactoryException(ErrorCodes.GitFailed, $"'{CommitHash.Abbreviate(startFrom)}' is not the full hash of a commit.");
    }

    private static WorkingCopy ToWorkingCopy(WorkingCopyMetadata metadata, WorkingCopyPaths folders, MirrorPaths mirrorPaths) =>
        new(
            metadata.Attempt,
            folders.Folder,
            WorkingCopyPaths.BranchOf(metadata.Attempt),
            metadata.BaseCommit,
            metadata.Product,
            mirrorPaths.ObjectFolders);
}
