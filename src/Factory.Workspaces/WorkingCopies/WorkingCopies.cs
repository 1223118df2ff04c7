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

/// <summary>Working copies under <c>work/ATTEMPT</c> of the data folder. Nothing here deletes a reference to what was taken; folders go by <c>WorkingCopyShelf</c>.</summary>
internal sealed class WorkingCopies(
    GitCommand git, MirrorRepository mirror, WorkingCopyFactory factory, WorkingCopyCommitter committer, KeyedLocks locks, FactoryPaths paths) : IWorkingCopies
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

        var places = await mirror.OpenAsync(product);
        var facts = new WorkingCopyMetadata(attempt, await ResolveStartCommitAsync(product, places, startFrom, cancellationToken), product);
        Directory.CreateDirectory(paths.WorkingCopies);
        await File.WriteAllTextAsync(folders.MetadataFile, JsonSerializer.Serialize(facts, FactoryJson.Options), cancellationToken);
        await factory.CreateAsync(folders.Folder, places, facts, cancellationToken);
        return ToWorkingCopy(facts, folders, places);
    }

    /// <inheritdoc/>
    public async Task<ChangeSet?> CommitAsync(WorkingCopy copy, string message, CommitTrailers trailers, CancellationToken cancellationToken)
    {
        var folders = WorkingCopyPaths.For(paths, copy.Attempt);
        using var _ = await locks.AcquireAsync(folders.Folder, cancellationToken);
        var facts = await WorkingCopyPaths.ReadMetadataAsync(folders, cancellationToken)
            ?? throw new FactoryException(ErrorCodes.GitFailed, $"There is no working copy of {copy.Attempt}.", "Open it first.");
        var places = await mirror.OpenAsync(facts.Product);
        using var product = await locks.AcquireAsync(facts.Product.Repository, cancellationToken);
        return await committer.CommitAsync(copy with { Folder = folders.Folder }, facts, places, message, trailers, cancellationToken);
    }

    private async Task<string> ResolveStartCommitAsync(ProductRef product, MirrorPaths places, string? startFrom, CancellationToken cancellationToken)
    {
        if (startFrom is null)
        {
            return await git.RunAsync(places.Repository, ["rev-parse", "--verify", $"refs/heads/{product.Branch}^{{commit}}"], cancellationToken);
        }

        return CommitHash.IsValid(startFrom)
            ? await git.RunAsync(places.Mirror, ["rev-parse", "--verify", startFrom + "^{commit}"], cancellationToken)
            : throw new FactoryException(ErrorCodes.GitFailed, $"'{CommitHash.Abbreviate(startFrom)}' is not the full name of a commit.");
    }

    private static WorkingCopy ToWorkingCopy(WorkingCopyMetadata facts, WorkingCopyPaths folders, MirrorPaths places) =>
        new(facts.Attempt, folders.Folder, WorkingCopyPaths.BranchOf(facts.Attempt), facts.BaseCommit, facts.Product, places.ObjectFolders);
}
