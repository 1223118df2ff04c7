using Factory.Contracts.Errors;
using Factory.Workshop.Git;

namespace Factory.Workshop.Repositories;

/// <summary>Looks whether the factory can work on somebody's repository. Nothing of it is executed or changed by that.</summary>
internal sealed class RepositoryInspector(GitCommand git)
{
    /// <summary>The top folder and the branch of the repository at a path.</summary>
    /// <exception cref="FactoryException"><c>repository.invalid</c>.</exception>
    public async Task<(string Top, string Branch)> InspectAsync(string path, CancellationToken cancellationToken)
    {
        if (!Path.IsPathFullyQualified(path) || !Directory.Exists(path))
        {
            throw Invalid($"'{path}' is not a folder on this machine.", "Give the full path of an existing git repository.");
        }

        if (await AskAsync(path, "--is-bare-repository", cancellationToken) == "true")
        {
            throw Invalid($"'{path}' is a bare repository.", "Clone it and give the path of the clone.");
        }

        var top = await AskAsync(path, "--show-toplevel", cancellationToken);
        var gitDir = await AskAsync(path, "--absolute-git-dir", cancellationToken);
        if (string.IsNullOrEmpty(top) || string.IsNullOrEmpty(gitDir))
        {
            throw Invalid($"'{path}' is not inside a git repository.", "Give the path of a git repository, or leave it out to start a new one.");
        }

        var place = new GitPlace(gitDir, top);
        if (await AskAsync(path, "--is-shallow-repository", cancellationToken) == "true")
        {
            throw Invalid($"'{path}' is a shallow clone; its history is cut off.", $"Run: git -C '{top}' fetch --unshallow");
        }

        var branch = await git.TryRunAsync(place, ["symbolic-ref", "--quiet", "--short", "HEAD"], cancellationToken);
        if (branch.ExitCode != 0)
        {
            throw Invalid($"'{path}' has no branch checked out (detached HEAD).", $"Run: git -C '{top}' switch BRANCH");
        }

        var head = await git.TryRunAsync(place, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], cancellationToken);
        if (head.ExitCode != 0)
        {
            throw Invalid($"'{path}' has no commit yet.", $"Run: git -C '{top}' commit --allow-empty -m 'First commit'");
        }

        return (top, branch.Text);
    }

    private async Task<string?> AskAsync(string path, string question, CancellationToken cancellationToken)
    {
        var result = await git.TryDiscoverAsync(path, ["rev-parse", question], cancellationToken);
        return result.ExitCode == 0 ? result.Text : null;
    }

    private static FactoryException Invalid(string message, string hint) => new(ErrorCodes.RepositoryInvalid, message, hint);
}
