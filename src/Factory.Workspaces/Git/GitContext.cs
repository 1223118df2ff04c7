namespace Factory.Workspaces.Git;

/// <summary>
/// Which repository a git command works on. Always explicit: git never looks for a repository by itself, so the configuration that is read is the
/// one in <see cref="GitDir"/> and no other.
/// </summary>
/// <param name="GitDir">The repository's git folder.</param>
/// <param name="Label">What messages call it instead of its path.</param>
internal sealed record GitContext(string GitDir, string Label)
{
    /// <summary>The working tree; null for commands that need none.</summary>
    public string? WorkTree { get; init; }

    /// <summary>The index file; null for the one in <see cref="GitDir"/>.</summary>
    public string? IndexFile { get; init; }

    /// <summary>Where new objects are written; null for <see cref="GitDir"/>'s own.</summary>
    public string? ObjectFolder { get; init; }
}
