using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>
/// Checks whether the factory can work on an existing repository. Does not execute or change anything in it.
/// </summary>
internal sealed class RepositoryInspector(GitCommand git, FactoryPaths paths)
{
    private const string HeadsPrefix = "refs/heads/";

    /// <summary>Returns the top folder and the branch of the repository that contains a path.</summary>
    /// <exception cref="FactoryException"><c>repository.invalid</c> or <c>repository.dirty</c>.</exception>
    public async Task<(string Top, string Branch)> InspectAsync(string path, CancellationToken cancellationToken)
    {
        if (!Path.IsPathFullyQualified(path) || !Directory.Exists(path))
        {
            throw Invalid($"'{path}' is not a folder on this machine.", "Give the full path of an existing git repository.");
        }

        await EnsureSameOwnerAsync(path, cancellationToken);
        if (await RevParseAsync(path, "--is-bare-repository", cancellationToken) == "true")
        {
            throw Invalid($"'{path}' is a bare repository.", "Clone it and give the path of the clone.");
        }

        if (await RevParseAsync(path, "--is-inside-git-dir", cancellationToken) == "true")
        {
            throw Invalid(
                $"'{path}' is inside a repository's git folder.",
                "Give the path of the folder that contains the repository's files.");
        }

        var top = await RevParseAsync(path, "--show-toplevel", cancellationToken);
        var gitDir = await RevParseAsync(path, "--absolute-git-dir", cancellationToken);
        if (string.IsNullOrEmpty(top) || string.IsNullOrEmpty(gitDir))
        {
            throw Invalid(
                $"'{path}' is not inside a git repository.",
                "Give the path of a git repository, or omit it to create a new one.");
        }

        EnsureNotWorkingCopy(top, path);
        RepositoryLayoutValidator.EnsureSelfContained(
            path,
            top,
            gitDir,
            await RevParseAsync(path, "--git-common-dir", cancellationToken) ?? gitDir);
        await EnsureSameFromTopAsync(path, top, gitDir, cancellationToken);
        if (await RevParseAsync(path, "--is-shallow-repository", cancellationToken) == "true")
        {
            throw Invalid($"'{path}' is a shallow clone with an incomplete history.", $"Run: git -C '{top}' fetch --unshallow");
        }

        var branch = await ResolveBranchAsync(path, top, new GitContext(gitDir, top), cancellationToken);
        RepositoryLock.ThrowIfLocked(path, gitDir, await RevParseAsync(path, "--git-common-dir", cancellationToken) ?? gitDir, branch);
        return (top, branch);
    }

    private async Task<string> ResolveBranchAsync(string path, string top, GitContext context, CancellationToken cancellationToken)
    {
        if (RepositoryOperation.Detect(context.GitDir) is { } state)
        {
            throw new FactoryException(
                ErrorCodes.RepositoryDirty,
                $"'{path}' is in the middle of {state.Name}.",
                $"Complete or abort it first: git -C '{top}' {state.HowToEnd}");
        }

        // symbolic-ref returns the full reference. The short name is ambiguous when a tag has the same name, and git
        // would resolve it to the tag.
        var head = await git.TryRunAsync(context, ["symbolic-ref", "--quiet", "HEAD"], cancellationToken);
        if (head.ExitCode != 0 || !head.Text.StartsWith(HeadsPrefix, StringComparison.Ordinal))
        {
            throw Invalid($"'{path}' has no branch checked out (detached HEAD).", $"Run: git -C '{top}' switch BRANCH");
        }

        var commit = await git.TryRunAsync(context, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], cancellationToken);
        return commit.ExitCode == 0
            ? head.Text[HeadsPrefix.Length..]
            : throw Invalid($"'{path}' has no commit yet.", $"Run: git -C '{top}' commit --allow-empty -m 'First commit'");
    }

    // The path must lie in the top folder, and the search from there must find the same repository: a .git file can
    // name a repository whose core.worktree is a folder of somebody else, into which merges would write.
    private async Task EnsureSameFromTopAsync(string path, string top, string gitDir, CancellationToken cancellationToken)
    {
        if (await RevParseAsync(path, "--is-inside-work-tree", cancellationToken) != "true"
            || await RevParseAsync(top, "--absolute-git-dir", cancellationToken) != gitDir)
        {
            throw Invalid(
                $"'{path}' belongs to a repository whose files are elsewhere: files in '{top}', git folder '{gitDir}'.",
                "Give the path of a folder that contains its own repository.");
        }
    }

    // An agent's working copy must not become a product: its commits would be merged without review.
    private void EnsureNotWorkingCopy(string top, string path)
    {
        var copies = Path.GetFullPath(paths.WorkingCopies) + Path.DirectorySeparatorChar;
        if ((top + Path.DirectorySeparatorChar).StartsWith(copies, StringComparison.Ordinal))
        {
            throw Invalid($"'{path}' is an agent's working copy.", "Give the path of the product's own repository.");
        }
    }

    // git's own check of the owner, which GitSettings disables for all other commands: it is made once, here, with a
    // message that names the fix.
    private async Task EnsureSameOwnerAsync(string path, CancellationToken cancellationToken)
    {
        var result = await git.TryDiscoverAsync(path, ["rev-parse", "--git-dir"], cancellationToken, trustOwner: false);
        if (result.ExitCode != 0 && result.Error.Contains("dubious ownership", StringComparison.Ordinal))
        {
            throw Invalid(
                $"'{path}' belongs to another user, who could not change the files that the silo's user ({Environment.UserName}) would " +
                "write there.",
                "Run the silo as the owner of the folder, change the owner with chown -R, or clone the repository and give the path of " +
                "the clone.");
        }
    }

    private async Task<string?> RevParseAsync(string path, string question, CancellationToken cancellationToken)
    {
        var result = await git.TryDiscoverAsync(path, ["rev-parse", "--path-format=absolute", question], cancellationToken);
        return result.ExitCode == 0 ? result.Text : null;
    }

    private static FactoryException Invalid(string message, string hint) => new(ErrorCodes.RepositoryInvalid, message, hint);
}
