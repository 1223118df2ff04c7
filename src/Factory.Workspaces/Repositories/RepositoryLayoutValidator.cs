using Factory.Contracts.Errors;

namespace Factory.Workspaces.Repositories;

/// <summary>
/// Checks that all parts of a repository are inside its own folder. A hostile repository, for example from an archive,
/// can refer to any other folder: with <c>core.worktree</c> to a home that merges would then write to; with
/// <c>commondir</c>, a link or <c>objects/info/alternates</c> to folders that agents would then read.
/// </summary>
internal static class RepositoryLayoutValidator
{
    /// <summary>Throws when a part of the repository is elsewhere.</summary>
    /// <param name="path">The path as the operator entered it, for messages.</param>
    /// <param name="top">Full path of the top of the working tree.</param>
    /// <param name="gitDir">Full path of the git folder.</param>
    /// <param name="commonDir">Full path of the git folder that is shared between worktrees; <paramref name="gitDir"/>
    /// when there is one worktree.</param>
    /// <exception cref="FactoryException"><c>repository.invalid</c>.</exception>
    public static void EnsureSelfContained(string path, string top, string gitDir, string commonDir)
    {
        var entry = Path.Combine(top, ".git");
        if (new FileInfo(entry).LinkTarget is not null)
        {
            throw Invalid(
                $"The git folder of '{path}' is elsewhere: {entry} is a link.",
                "Clone the repository and give the path of the clone.");
        }

        // Three layouts are valid: a folder .git; a worktree, which the git folder must name in turn; and a submodule
        // inside its outer repository. A file .git alone proves nothing, because anybody can write one that names
        // another repository.
        var isOwn = gitDir == entry && Directory.Exists(entry);
        var isWorktree = !isOwn
            && File.Exists(entry)
            && Path.GetDirectoryName(gitDir) == Path.Combine(commonDir, "worktrees")
            && PointsTo(entry, gitDir)
            && PointsBack(gitDir, entry);
        var isSubmodule = !isOwn && gitDir.Contains("/.git/modules/", StringComparison.Ordinal) && PointsTo(entry, gitDir);
        if (!isOwn && !isWorktree && !isSubmodule)
        {
            throw Invalid(
                $"'{path}' belongs to a repository whose files and git folder do not refer to each other: files in '{top}', git folder " +
                $"'{gitDir}'.",
                "Check core.worktree in its configuration and the file .git, or clone the repository and give the path of the clone.");
        }

        if (!isWorktree && commonDir != gitDir)
        {
            throw Invalid(
                $"'{path}' shares the git folder of another repository, '{commonDir}', but is not one of its worktrees.",
                $"Delete '{Path.Combine(gitDir, "commondir")}', or clone that repository.");
        }

        EnsureOwnObjects(path, commonDir);
    }

    /// <summary>Throws when git would read objects from another folder.</summary>
    public static void EnsureOwnObjects(string path, string commonDir)
    {
        var objects = Path.Combine(commonDir, "objects");
        if (new DirectoryInfo(objects).LinkTarget is not null || new DirectoryInfo(Path.Combine(objects, "pack")).LinkTarget is not null)
        {
            throw Invalid(
                $"The objects of '{path}' are elsewhere: '{objects}' or its folder 'pack' is a link.",
                "Clone the repository and give the path of the clone.");
        }

        var alternates = Path.Combine(objects, "info", "alternates");
        if (File.Exists(alternates) || new FileInfo(alternates).LinkTarget is not null)
        {
            throw Invalid(
                $"'{path}' borrows objects from another repository (objects/info/alternates), which agents could then read.",
                $"Run: git -C '{path}' repack -a -d && rm '{alternates}'");
        }

        if (Directory.Exists(Path.Combine(objects, "pack")) && Directory.EnumerateFiles(Path.Combine(objects, "pack"), "*.promisor").Any())
        {
            throw Invalid(
                $"'{path}' is a partial clone: some of its files have not been fetched.",
                "Clone it again without --filter and give the path of that clone.");
        }
    }

    // The file that stands there, not only the one from which git found the repository: core.worktree can name a top
    // folder whose own .git belongs to another repository.
    private static bool PointsTo(string entry, string gitDir)
    {
        const string Prefix = "gitdir: ";
        var text = File.Exists(entry) ? File.ReadAllText(entry).TrimEnd('\n', '\r') : "";
        return text.StartsWith(Prefix, StringComparison.Ordinal)
            && Path.TrimEndingDirectorySeparator(Path.GetFullPath(text[Prefix.Length..], Path.GetDirectoryName(entry)!)) == gitDir;
    }

    private static bool PointsBack(string gitDir, string entry)
    {
        var file = Path.Combine(gitDir, "gitdir");
        return File.Exists(file) && Path.GetFullPath(File.ReadAllText(file).TrimEnd('\n', '\r'), gitDir) == entry;
    }

    private static FactoryException Invalid(string message, string hint) => new(ErrorCodes.RepositoryInvalid, message, hint);
}
