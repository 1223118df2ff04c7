namespace Factory.Workspaces.Repositories;

/// <summary>What somebody is in the middle of in a repository.</summary>
/// <param name="Name">For messages: <c>a merge</c>.</param>
/// <param name="HowToEnd">What ends it: <c>merge --continue</c> or <c>merge --abort</c>.</param>
internal sealed record RepositoryOperation(string Name, string HowToEnd)
{
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

    /// <summary>What is under way; null for nothing.</summary>
    /// <param name="gitDir">The git folder of the working tree in question.</param>
    public static RepositoryOperation? Detect(string gitDir) =>
        Markers.FirstOrDefault(mark => Path.Exists(Path.Combine(gitDir, mark.File))).State;
}
