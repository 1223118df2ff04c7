using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Repositories;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <inheritdoc cref="IChangeReader"/>
internal sealed class ChangeReader(GitCommand git, FactoryPaths paths) : IChangeReader
{
    // No program of a repository's or an operator's configuration may process the content.
    private static readonly string[] Options = ["--no-ext-diff", "--no-textconv", "--no-color", "--stat", "--patch"];

    /// <inheritdoc/>
    public Task<string> ReadDiffAsync(ProductRef product, string baseCommit, string commit, CancellationToken cancellationToken)
    {
        if (!CommitHash.IsValid(baseCommit) || !CommitHash.IsValid(commit))
        {
            throw new FactoryException(ErrorCodes.GitFailed, "The task's change names no commits.", "See it with: factory task show TASK");
        }

        // Not opened through MirrorRepository, which writes to it: this also runs in a process beside the silo.
        var mirror = new GitContext(MirrorRepository.FolderOf(paths, product), product.Name);
        return git.RunAsync(mirror, ["diff", .. Options, baseCommit, commit, "--"], cancellationToken);
    }
}
