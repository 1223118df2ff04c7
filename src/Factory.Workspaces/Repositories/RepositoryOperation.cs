namespace Factory.Workspaces.Repositories;

/// <summary>A git operation of the operator that is in progress in a repository.</summary>
/// <param name="Name">The name for messages, for example <c>a merge</c>.</param>
/// <param name="HowToEnd">The commands that end it, for example <c>merge --continue, or merge --abort</c>.</param>
internal sealed record RepositoryOperation(string Name, string HowToEnd)
{
    // The files by which git itself detects these operations (wt-status.c). "rebase-apply/applying" precedes its
    // folder: only "git am" creates it.
    private static readonly (string File, RepositoryOperation State)[] Markers =
    [
        ("rebase-merge", new("a rebase", "rebase --continue, or rebase --abort")),
        ("rebase-apply/applying", new("a series of patches (git am)", "am --continue, or am --abort")),
        ("rebase-apply", new("a rebase", "rebase --continue, or rebase --abort")),
        ("MERGE_HEAD", new("a merge", "merge --continue, or merge --abort")),
        ("CHERRY_PICK_HEAD", new("a cherry-pick", "cherry-pick --continue, or cherry-pick --abort")),
        ("REVERT_HEAD", new("a revert", "revert --continue, or revert --abort")),
        ("BISECT_LOG", new("a bisection", "bisect reset")),
    ];

    /// <summary>Returns the operation in progress; null for none.</summary>
    /// <param name="gitDir">Full path of the working tree's git folder.</param>
    public static RepositoryOperation? Detect(string gitDir) =>
        Markers.FirstOrDefault(marker => Path.Exists(Path.Combine(gitDir, marker.File))).State;
}
