namespace Factory.Workspaces.Git;

/// <summary>
/// The repository that a git command works on. Because it is always explicit, git does not search for a repository, and
/// reads no configuration other than the one in <see cref="GitDir"/>.
/// </summary>
/// <param name="GitDir">Full path of the git folder.</param>
/// <param name="Label">The name of the repository in messages, which never show its path.</param>
internal sealed record GitContext(string GitDir, string Label)
{
    /// <summary>Full path of the working tree; null for commands that require none.</summary>
    public string? WorkTree { get; init; }

    /// <summary>Full path of the index file; null for the one in <see cref="GitDir"/>.</summary>
    public string? IndexFile { get; init; }

    /// <summary>
    /// Full path of the folder to which new objects are written; null for the one in <see cref="GitDir"/>.
    /// </summary>
    public string? ObjectFolder { get; init; }
}
