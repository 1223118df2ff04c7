using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Creates an agent's clone: its own git folder, which borrows the product's objects, with a branch for the attempt and
/// the product's branch for comparison.
/// </summary>
internal sealed class WorkingCopyFactory(GitCommand git)
{
    /// <summary>The suffix of a clone that is not complete.</summary>
    public const string UnfinishedSuffix = ".new";

    /// <summary>
    /// Creates a clone at a path that does not exist. After a crash the clone is complete or does not exist.
    /// </summary>
    public async Task CreateAsync(string folder, MirrorPaths mirrorPaths, WorkingCopyMetadata metadata, CancellationToken cancellationToken)
    {
        var unfinished = folder + UnfinishedSuffix;
        await UntrustedDirectory.DeleteAsync(unfinished, cancellationToken);
        Directory.CreateDirectory(unfinished);

        // Individual commands instead of "git clone --shared", which would read the configuration of the product's
        // repository and copy all its branches.
        var branch = WorkingCopyPaths.BranchOf(metadata.Attempt);
        await git.InitAsync(
            unfinished,
            metadata.Attempt.Value,
            ["--object-format=" + mirrorPaths.ObjectFormat, "--initial-branch=" + branch],
            cancellationToken);
        var context = new GitContext(Path.Combine(unfinished, ".git"), metadata.Attempt.Value) { WorkTree = unfinished };
        Directory.CreateDirectory(Path.Combine(context.GitDir, "objects", "info"));
        await File.WriteAllTextAsync(
            Path.Combine(context.GitDir, "objects", "info", "alternates"),
            mirrorPaths.ObjectFolder + "\n",
            cancellationToken);
        await File.AppendAllTextAsync(
            Path.Combine(context.GitDir, "config"),
            $"[user]\n\tname = {GitSettings.AuthorName}\n\temail = {GitSettings.AuthorEmail}\n[gc]\n\tauto = 0\n",
            cancellationToken);
        await git.RunAsync(context, ["update-ref", "refs/heads/" + metadata.Product.Branch, metadata.BaseCommit], cancellationToken);
        await git.RunAsync(context, ["update-ref", "refs/heads/" + branch, metadata.BaseCommit], cancellationToken);
        await git.RunAsync(context, ["read-tree", "-m", "-u", metadata.BaseCommit], cancellationToken);

        // From here on the agent may run; before it, UnfinishedWorkingCopyCleanup deletes the folder.
        Directory.Move(unfinished, folder);
    }
}
