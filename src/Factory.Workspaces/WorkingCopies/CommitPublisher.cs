using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Brings an attempt's commit from the mirror into the product's repository, checked with <c>fsckObjects</c>.
/// </summary>
/// <remarks>
/// git never fetches with the configuration of the product's repository: it can name another place to fetch from
/// (<c>url.*.insteadOf</c>, <c>fetch.bundleURI</c>), and newer versions add further ways. Listing those to override would
/// always miss the next one. A temporary git folder, whose configuration the factory writes, fetches instead; its objects
/// are those of the repository.
/// </remarks>
internal sealed class CommitPublisher(GitCommand git)
{
    private const string BaseRef = "refs/factory/base";
    private const string FetchedRef = "refs/factory/fetched";

    /// <summary>Publishes a commit as the attempt's branch. References only move forward, so no work is lost.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>git.failed</c>.</exception>
    public async Task PublishAsync(
        MirrorPaths mirrorPaths,
        WorkingCopyMetadata metadata,
        string commit,
        CancellationToken cancellationToken)
    {
        await PublishAsync(mirrorPaths, metadata, WorkingCopyPaths.CommittedRefOf(metadata.Attempt), commit, cancellationToken);
        await AdvanceAsync(mirrorPaths, "refs/heads/" + WorkingCopyPaths.BranchOf(metadata.Attempt), commit, cancellationToken);
    }

    /// <summary>Publishes a commit under the reference that it has in the mirror, and under no branch.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>git.failed</c>.</exception>
    public async Task PublishAsync(
        MirrorPaths mirrorPaths,
        WorkingCopyMetadata metadata,
        string reference,
        string commit,
        CancellationToken cancellationToken)
    {
        await CopyObjectsAsync(mirrorPaths, metadata, reference, cancellationToken);
        await AdvanceAsync(mirrorPaths, reference, commit, cancellationToken);
    }

    private async Task CopyObjectsAsync(
        MirrorPaths mirrorPaths,
        WorkingCopyMetadata metadata,
        string source,
        CancellationToken cancellationToken)
    {
        var folder = Path.Combine(mirrorPaths.Mirror.GitDir, "publish-" + metadata.Attempt);
        DeleteFolder(folder);
        Directory.CreateDirectory(folder);
        try
        {
            await git.InitAsync(
                folder,
                mirrorPaths.Mirror.Label,
                ["--bare", "--object-format=" + mirrorPaths.ObjectFormat],
                cancellationToken);
            var context = new GitContext(folder, mirrorPaths.Mirror.Label) { ObjectFolder = mirrorPaths.ObjectFolder };

            // The only reference that git can offer to the other side: only what is new is transferred and checked.
            await git.RunAsync(context, ["update-ref", BaseRef, metadata.BaseCommit], cancellationToken);
            await git.RunAsync(
                context,
                ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", mirrorPaths.Mirror.GitDir, $"{source}:{FetchedRef}"],
                cancellationToken);
        }
        finally
        {
            DeleteFolder(folder);
        }
    }

    private async Task AdvanceAsync(MirrorPaths mirrorPaths, string reference, string commit, CancellationToken cancellationToken)
    {
        var current = await git.TryRunAsync(
            mirrorPaths.Repository,
            ["rev-parse", "--verify", "--quiet", reference + "^{commit}"],
            cancellationToken);
        if (current.ExitCode == 0)
        {
            var isAncestor = await git.TryRunAsync(
                mirrorPaths.Mirror,
                ["merge-base", "--is-ancestor", current.Text, commit],
                cancellationToken);
            if (isAncestor.ExitCode != 0)
            {
                throw GitCommand.Failed(
                    "update-ref",
                    mirrorPaths.Repository.Label,
                    isAncestor with { Error = $"{reference} was moved to {CommitHash.Abbreviate(current.Text)}, which would be lost" });
            }
        }

        // The last argument makes git compare before it moves the reference; empty means that there is none.
        await git.RunAsync(
            mirrorPaths.Repository,
            ["update-ref", reference, commit, current.ExitCode == 0 ? current.Text : ""],
            cancellationToken);
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
