using Factory.Contracts.Errors;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>Looks whether the factory can work on somebody's repository. Nothing of it is executed or changed by that.</summary>
internal sealed class RepositoryInspector(GitCommand git)
{
    private const string HeadsPrefix = "refs/heads/";

    /// <summary>The top folder and the branch of the repository at a path.</summary>
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
            throw Invalid($"'{path}' is inside a repository's git folder.", "Give the path of the folder that holds the repository's files.");
        }

        var top = await RevParseAsync(path, "--show-toplevel", cancellationToken);
        var gitDir = await RevParseAsync(path, "--absolute-git-dir", cancellationToken);
        if (string.IsNullOrEmpty(top) || string.IsNullOrEmpty(gitDir))
        {
            throw Invalid($"'{path}' is not inside a git repository.", "Give the path of a git repository, or leave it out to start a new one.");
        }

        RepositoryLayoutValidator.EnsureSelfContained(path, top, gitDir, await RevParseAsync(path, "--git-common-dir", cancellationToken) ?? gitDir);
        if (await RevParseAsync(path, "--is-shallow-repository", cancellationToken) == "true")
        {
            throw Invalid($"'{path}' is a shallow clone; its history is cut off.", $"Run: git -C '{top}' fetch --unshallow");
        }

        return (top, await ResolveBranchAsync(path, top, new GitContext(gitDir, top), cancellationToken));
    }

    private async Task<string> ResolveBranchAsync(string path, string top, GitContext place, CancellationToken cancellationToken)
    {
        if (RepositoryOperation.Detect(place.GitDir) is { } state)
        {
            throw new FactoryException(ErrorCodes.RepositoryDirty, $"'{path}' is in the middle of {state.Name}.", $"End it first: git -C '{top}' {state.HowToEnd}");
        }

        // In full: the short form of a branch that has a tag of the same name is another one.
        var head = await git.TryRunAsync(place, ["symbolic-ref", "--quiet", "HEAD"], cancellationToken);
        if (head.ExitCode != 0 || !head.Text.StartsWith(HeadsPrefix, StringComparison.Ordinal))
        {
            throw Invalid($"'{path}' has no branch checked out (detached HEAD).", $"Run: git -C '{top}' switch BRANCH");
        }

        var commit = await git.TryRunAsync(place, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], cancellationToken);
        return commit.ExitCode == 0
            ? head.Text[HeadsPrefix.Length..]
            : throw Invalid($"'{path}' has no commit yet.", $"Run: git -C '{top}' commit --allow-empty -m 'First commit'");
    }

    // Git's own rule, asked with git's own words: whoever works in a folder of another user leaves files there that its owner cannot change.
    private async Task EnsureSameOwnerAsync(string path, CancellationToken cancellationToken)
    {
        var result = await git.TryDiscoverAsync(path, ["rev-parse", "--git-dir"], cancellationToken, trustOwner: false);
        if (result.ExitCode != 0 && result.Error.Contains("dubious ownership", StringComparison.Ordinal))
        {
            throw Invalid(
                $"'{path}' belongs to another user than the silo ({Environment.UserName}), who could not change the files that the silo would write there.",
                "Run the silo as the owner, give the folder to the silo's user with chown -R, or clone it and give the path of the clone.");
        }
    }

    private async Task<string?> RevParseAsync(string path, string question, CancellationToken cancellationToken)
    {
        var result = await git.TryDiscoverAsync(path, ["rev-parse", "--path-format=absolute", question], cancellationToken);
        return result.ExitCode == 0 ? result.Text : null;
    }

    private static FactoryException Invalid(string message, string hint) => new(ErrorCodes.RepositoryInvalid, message, hint);
}
