using System.Globalization;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Domain.Repositories;
using Factory.Domain.WorkingCopies;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Commits the files of an agent's working copy. They are staged with the mirror's git folder and the factory's own
/// index, so that nothing in the clone's <c>.git</c> is read: of commits that the agent has made there, only the
/// resulting files count. The result is one commit on top of the attempt's previous one, which
/// <see cref="CommitPublisher"/> brings into the product's repository.
/// </summary>
internal sealed class WorkingCopyCommitter(
    GitCommand git,
    MirrorRepository mirror,
    CommitPublisher publisher,
    ChangeConcerns concerns,
    SecretGuard secrets)
{
    private const string GitlinkMode = "160000";

    /// <summary>Commits the files. Returns null when they are the same as at the start.</summary>
    public async Task<ChangeSet?> CommitAsync(
        WorkingCopy copy,
        WorkingCopyMetadata metadata,
        MirrorPaths mirrorPaths,
        string message,
        CommitTrailers trailers,
        CancellationToken cancellationToken)
    {
        var staging = WorkingCopyPaths.StagingContext(mirrorPaths.Mirror, metadata, copy.Folder);
        var tree = await StageAsync(staging, metadata, cancellationToken);
        if (tree == await git.RunAsync(mirrorPaths.Mirror, ["rev-parse", metadata.BaseCommit + "^{tree}"], cancellationToken))
        {
            return null;
        }

        await secrets.EnsureNoneAsync(mirrorPaths.Mirror, tree, metadata.BaseCommit, cancellationToken);
        var commit = await CreateCommitAsync(
            mirrorPaths,
            WorkingCopyPaths.CommittedRefOf(metadata.Attempt),
            metadata.BaseCommit,
            tree,
            CommitMessage.Format(message, trailers),
            cancellationToken);
        await publisher.PublishAsync(mirrorPaths, metadata, commit, cancellationToken);
        return await DescribeAsync(mirrorPaths, metadata, commit, message, cancellationToken);
    }

    /// <summary>Publishes the commit that the working copy started from; null when the product's branch has it.</summary>
    public async Task<ChangeSet?> TakeStartAsync(
        WorkingCopyMetadata metadata,
        MirrorPaths mirrorPaths,
        CancellationToken cancellationToken)
    {
        if (await FindForkPointAsync(metadata, metadata.BaseCommit, cancellationToken) == metadata.BaseCommit)
        {
            return null;
        }

        var reference = WorkingCopyPaths.CommittedRefOf(metadata.Attempt);
        await git.RunAsync(mirrorPaths.Mirror, ["update-ref", reference, metadata.BaseCommit], cancellationToken);
        await publisher.PublishAsync(mirrorPaths, metadata, metadata.BaseCommit, cancellationToken);
        return await DescribeAsync(mirrorPaths, metadata, metadata.BaseCommit, "", cancellationToken);
    }

    /// <summary>
    /// Stages the files of a working copy, without those that <c>.gitignore</c> excludes, and returns the hash of their
    /// tree.
    /// </summary>
    /// <exception cref="FactoryException"><c>artifact.malformed</c>: the files violate a rule.</exception>
    public async Task<string> StageAsync(GitContext staging, WorkingCopyMetadata metadata, CancellationToken cancellationToken)
    {
        if (!File.Exists(staging.IndexFile))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(staging.IndexFile)!);
            await git.RunAsync(staging, ["read-tree", metadata.BaseCommit], cancellationToken);
        }

        // Validated before they are added: garbage collection is off, so a huge file would stay in the object store.
        var changed = await git.RunCheckedAsync(
            staging, ["ls-files", "-z", "--others", "--modified", "--deduplicate", "--exclude-standard"], cancellationToken);
        StagingValidator.EnsureStageable(staging.WorkTree!, changed.Entries);
        if (await FindLfsContentAsync(staging, changed.Entries, cancellationToken) is [var first, ..])
        {
            throw StagingValidator.Rejected(
                $"{first} belongs to git-lfs, which the factory does not run: only pointer files can be committed.",
                "Restore the file, or use a name that .gitattributes does not assign to lfs.");
        }

        var added = await git.TryRunAsync(staging, ["add", "--all", "--", "."], cancellationToken);
        if (added.ExitCode != 0)
        {
            throw StagingFailed(added);
        }

        var tree = await git.RunAsync(staging, ["write-tree"], cancellationToken);
        await EnsureNoGitlinksAsync(staging, metadata.BaseCommit, tree, cancellationToken);
        return tree;
    }

    // git rejects names such as .GIT or .git with an invisible character, unreadable files and unknown encodings, and
    // names them in its message.
    private static FactoryException StagingFailed(GitResult result) => result.Error.Contains(".lock", StringComparison.Ordinal)
        ? GitCommand.Failed("add", "the working copy", result)
        : StagingValidator.Rejected(
            $"git rejects the files: {result.Error.Trim()}",
            "Rename, correct or delete the named files, or add them to .gitignore.");

    /// <summary>
    /// Returns the files whose content git-lfs should replace by a pointer. The factory runs no filters, so that the content
    /// itself would enter the history.
    /// </summary>
    public async Task<IReadOnlyList<string>> FindLfsContentAsync(
        GitContext staging,
        IReadOnlyList<string> paths,
        CancellationToken cancellationToken)
    {
        if (paths.Count == 0)
        {
            return [];
        }

        // The output repeats three entries: path, "filter", value.
        var filters = (await git.RunCheckedAsync(
            staging,
            ["check-attr", "-z", "--stdin", "filter"],
            cancellationToken,
            string.Join('\0', paths) + '\0')).Output.Split('\0');
        var found = new List<string>();
        for (var i = 0; i + 2 < filters.Length; i += 3)
        {
            var file = new FileInfo(Path.Combine(staging.WorkTree!, filters[i]));
            if (filters[i + 2] == "lfs" && file.Exists && file.LinkTarget is null && !LfsPointer.IsPointer(file))
            {
                found.Add(filters[i]);
            }
        }

        return found;
    }

    private async Task EnsureNoGitlinksAsync(GitContext staging, string baseCommit, string tree, CancellationToken cancellationToken)
    {
        var differences = await git.RunCheckedAsync(
            staging,
            ["diff-tree", "-r", "-z", "--no-renames", baseCommit, tree],
            cancellationToken);
        var entries = differences.Entries;
        for (var i = 0; i + 1 < entries.Length; i += 2)
        {
            // Two entries per file: ":100644 160000 OLD NEW M", then the path. The index is deleted, or the next
            // attempt to stage would find the entry in it.
            if (entries[i].Split(' ')[1] == GitlinkMode)
            {
                File.Delete(staging.IndexFile!);
                throw StagingValidator.Rejected(
                    $"{entries[i + 1]} is a separate git repository.",
                    $"Delete {entries[i + 1]}/.git; submodules are not supported.");
            }
        }
    }

    /// <summary>Commits a tree on top of a reference of the mirror, and moves the reference to it.</summary>
    /// <param name="mirrorPaths">The product's mirror.</param>
    /// <param name="reference">The reference; it need not exist.</param>
    /// <param name="start">The parent when it does not exist.</param>
    /// <param name="tree">Full hash of the tree.</param>
    /// <param name="message">The commit's message.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    /// <returns>The commit; the present one when it has the same tree.</returns>
    public async Task<string> CreateCommitAsync(
        MirrorPaths mirrorPaths,
        string reference,
        string start,
        string tree,
        string message,
        CancellationToken cancellationToken)
    {
        var last = await git.TryRunAsync(
            mirrorPaths.Mirror,
            ["rev-parse", "--verify", "--quiet", reference + "^{commit}"],
            cancellationToken);
        if (last.ExitCode == 0 && await git.RunAsync(mirrorPaths.Mirror, ["rev-parse", last.Text + "^{tree}"], cancellationToken) == tree)
        {
            // A repetition after a crash, before the commit was published: the same commit, not another one with the
            // same files.
            return last.Text;
        }

        var parent = last.ExitCode == 0 ? last.Text : start;
        var commit = await git.RunAsync(mirrorPaths.Mirror, ["commit-tree", tree, "-p", parent, "-F", "-"], cancellationToken, message);
        await git.RunAsync(mirrorPaths.Mirror, ["update-ref", reference, commit, last.ExitCode == 0 ? last.Text : ""], cancellationToken);
        return commit;
    }

    // Where the work left the product's branch, and not where this attempt started: an attempt that continues earlier work
    // would otherwise hide what that has removed.
    private async Task<string> FindForkPointAsync(WorkingCopyMetadata metadata, string commit, CancellationToken cancellationToken) =>
        await mirror.FindForkPointAsync(metadata.Product, commit, cancellationToken) ?? metadata.BaseCommit;

    private async Task<ChangeSet> DescribeAsync(
        MirrorPaths mirrorPaths,
        WorkingCopyMetadata metadata,
        string commit,
        string message,
        CancellationToken cancellationToken)
    {
        var start = await FindForkPointAsync(metadata, commit, cancellationToken);
        var numbers = await git.RunCheckedAsync(
            mirrorPaths.Mirror,
            ["diff-tree", "-r", "-z", "--numstat", "--no-renames", start, commit],
            cancellationToken);
        var lines = numbers.Entries.Select(entry => entry.Split('\t')).ToList();
        return new ChangeSet(
            CommitMessage.Sanitize(message),
            [],
            commit,
            start,
            WorkingCopyPaths.BranchOf(metadata.Attempt),
            lines.Count,
            Sum(lines, 0),
            Sum(lines, 1),
            await concerns.FindAsync(mirrorPaths, metadata, commit, cancellationToken));
    }

    // git prints "-" for a binary file.
    private static int Sum(List<string[]> lines, int column) =>
        lines.Sum(line => int.TryParse(line[column], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
}
