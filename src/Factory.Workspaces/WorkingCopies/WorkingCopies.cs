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
    GitCommand git, MirrorRepository hub, WorkingCopyFactory maker, WorkingCopyCommitter taker, RepositoryLocks locks, FactoryPaths paths) : IWorkingCopies
{
    /// <inheritdoc/>
    public async Task<WorkingCopy> OpenAsync(AttemptId attempt, ProductRef product, string? startFrom, CancellationToken cancellationToken)
    {
        var folders = WorkingCopyPaths.Of(paths, attempt);
        using var _ = await locks.AcquireAsync(folders.Folder, cancellationToken);
        if (Directory.Exists(folders.Folder) && await WorkingCopyPaths.ReadAsync(folders, cancellationToken) is { } known)
        {
            return ToCopy(known, folders, await hub.OpenAsync(known.Product));
        }

        var places = await hub.OpenAsync(product);
        var facts = new WorkingCopyFacts(attempt, await FindStartAsync(product, places, startFrom, cancellationToken), product);
        Directory.CreateDirectory(paths.WorkingCopies);
        await File.WriteAllTextAsync(folders.Facts, JsonSerializer.Serialize(facts, FactoryJson.Options), cancellationToken);
        await maker.MakeAsync(folders.Folder, places, facts, cancellationToken);
        return ToCopy(facts, folders, places);
    }

    /// <inheritdoc/>
    public async Task<ChangeSet?> TakeAsync(WorkingCopy copy, string message, CommitTrailers trailers, CancellationToken cancellationToken)
    {
        var folders = WorkingCopyPaths.Of(paths, copy.Attempt);
        using var _ = await locks.AcquireAsync(folders.Folder, cancellationToken);
        var facts = await WorkingCopyPaths.ReadAsync(folders, cancellationToken)
            ?? throw new FactoryException(ErrorCodes.GitFailed, $"There is no working copy of {copy.Attempt}.", "Open it first.");
        var places = await hub.OpenAsync(facts.Product);
        using var product = await locks.AcquireAsync(facts.Product.Repository, cancellationToken);
        return await taker.TakeAsync(copy with { Folder = folders.Folder }, facts, places, message, trailers, cancellationToken);
    }

    private async Task<string> FindStartAsync(ProductRef product, MirrorPaths places, string? startFrom, CancellationToken cancellationToken)
    {
        if (startFrom is null)
        {
            return await git.RunAsync(places.Repository, ["rev-parse", "--verify", $"refs/heads/{product.Branch}^{{commit}}"], cancellationToken);
        }

        return CommitHash.IsValid(startFrom)
            ? await git.RunAsync(places.Hub, ["rev-parse", "--verify", startFrom + "^{commit}"], cancellationToken)
            : throw new FactoryException(ErrorCodes.GitFailed, $"'{CommitHash.Short(startFrom)}' is not the full name of a commit.");
    }

    private static WorkingCopy ToCopy(WorkingCopyFacts facts, WorkingCopyPaths folders, MirrorPaths places) =>
        new(facts.Attempt, folders.Folder, WorkingCopyPaths.Branch(facts.Attempt), facts.BaseCommit, facts.Product, places.ObjectFolders);
}
