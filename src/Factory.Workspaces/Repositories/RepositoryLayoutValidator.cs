using Factory.Contracts.Errors;

namespace Factory.Workspaces.Repositories;

/// <summary>
/// Whether a repository's files lie where a repository's files lie. A repository that somebody packed can point anywhere: <c>core.worktree</c> at a home that merges would then
/// write, <c>commondir</c>, a link or <c>objects/info/alternates</c> at folders that agents would then read.
/// </summary>
internal static class RepositoryLayoutValidator
{
    /// <summary>Throws unless all of it is its own.</summary>
    /// <param name="path">As the operator gave it, for messages.</param>
    /// <param name="top">The top of its working tree.</param>
    /// <param name="gitDir">Its git folder.</param>
    /// <param name="commonDir">The git folder that it shares with the worktrees beside it; its own when there are none.</param>
    /// <exception cref="FactoryException"><c>repository.invalid</c>.</exception>
    public static void EnsureSelfContained(string path, string top, string gitDir, string commonDir)
    {
        var entry = Path.Combine(top, ".git");
        if (new FileInfo(entry).LinkTarget is not null)
        {
            throw Invalid($"'{path}' keeps its git folder elsewhere: {entry} is a link.", "Clone the repository and give the path of the clone.");
        }

        var isOwn = gitDir == entry && Directory.Exists(entry);
        var isWorktree = !isOwn && File.Exists(entry) && Path.GetDirectoryName(gitDir) == Path.Combine(commonDir, "worktrees") && PointsBack(gitDir, entry);
        var isSubmodule = !isOwn && File.Exists(entry) && gitDir.Contains("/.git/modules/", StringComparison.Ordinal);
        if (!isOwn && !isWorktree && !isSubmodule)
        {
            throw Invalid(
                $"'{path}' belongs to a repository whose files and git folder do not know each other: files in '{top}', git folder '{gitDir}'.",
                "Look at core.worktree in its configuration and at the file .git; or clone the repository and give the path of the clone.");
        }

        if (!isWorktree && commonDir != gitDir)
        {
            throw Invalid($"'{path}' shares the git folder of another repository, '{commonDir}', without being one of its worktrees.", $"Delete '{Path.Combine(gitDir, "commondir")}', or clone that repository.");
        }

        EnsureOwnObjects(path, commonDir);
    }

    /// <summary>Throws when objects are read from elsewhere.</summary>
    public static void EnsureOwnObjects(string path, string commonDir)
    {
        var objects = Path.Combine(commonDir, "objects");
        if (new DirectoryInfo(objects).LinkTarget is not null || new DirectoryInfo(Path.Combine(objects, "pack")).LinkTarget is not null)
        {
            throw Invalid($"'{path}' keeps its objects elsewhere: '{objects}' is a link, or its folder 'pack' is.", "Clone the repository and give the path of the clone.");
        }

        var alternates = Path.Combine(objects, "info", "alternates");
        if (File.Exists(alternates) || new FileInfo(alternates).LinkTarget is not null)
        {
            throw Invalid(
                $"'{path}' borrows objects from another repository (objects/info/alternates), which agents would get to read.",
                $"Run: git -C '{path}' repack -a -d && rm '{alternates}'");
        }

        if (Directory.Exists(Path.Combine(objects, "pack")) && Directory.EnumerateFiles(Path.Combine(objects, "pack"), "*.promisor").Any())
        {
            throw Invalid($"'{path}' is a partial clone; some of its files were never fetched.", "Clone it again without --filter and give the path of that clone.");
        }
    }

    private static bool PointsBack(string gitDir, string entry)
    {
        var file = Path.Combine(gitDir, "gitdir");
        return File.Exists(file) && Path.GetFullPath(File.ReadAllText(file).TrimEnd('\n', '\r'), gitDir) == entry;
    }

    private static FactoryException Invalid(string message, string hint) => new(ErrorCodes.RepositoryInvalid, message, hint);
}
