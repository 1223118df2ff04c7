using Factory.Contracts.Errors;

namespace Factory.Workspaces.Repositories;

/// <summary>
/// Finds lock files of git. A git process that was killed leaves its own behind, and every later one then fails until
/// somebody deletes it.
/// </summary>
internal static class RepositoryLock
{
    /// <summary>Returns the full path of a lock file that would stop a merge; null for none.</summary>
    /// <param name="gitDir">Full path of the working tree's git folder.</param>
    /// <param name="commonDir">Full path of the git folder that is shared between worktrees.</param>
    /// <param name="branch">The branch into which results are merged.</param>
    public static string? Find(string gitDir, string commonDir, string branch)
    {
        string[] candidates =
        [
            Path.Combine(gitDir, "index.lock"), Path.Combine(gitDir, "HEAD.lock"), Path.Combine(commonDir, "config.lock"),
            Path.Combine(commonDir, "packed-refs.lock"), Path.Combine(commonDir, "refs", "heads", branch + ".lock"),
        ];
        return candidates.FirstOrDefault(File.Exists);
    }

    /// <summary>Throws when there is a lock file.</summary>
    /// <param name="path">The repository's path, for messages.</param>
    /// <inheritdoc cref="Find" path="/param"/>
    /// <exception cref="FactoryException"><c>repository.dirty</c>.</exception>
    public static void ThrowIfLocked(string path, string gitDir, string commonDir, string branch)
    {
        if (Find(gitDir, commonDir, branch) is { } file)
        {
            throw new FactoryException(
                ErrorCodes.RepositoryDirty,
                $"'{path}' is locked by another git process, or one that was killed has left '{file}' behind.",
                $"End that process, or, if there is none, delete the file: rm '{file}'",
                retryable: true);
        }
    }
}
