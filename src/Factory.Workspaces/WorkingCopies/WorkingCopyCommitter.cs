using System.Globalization;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Domain.Repositories;
using Factory.Domain.WorkingCopies;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Takes what an agent left. The files are staged with the mirror's git folder and the factory's own index, so nothing in the clone's <c>.git</c> is read:
/// commits that the agent made there count only by the files they left. The result is one commit of the factory on top of the last one taken, fetched into the product's
/// repository with <c>fsckObjects</c>.
/// </summary>
internal sealed class WorkingCopyCommitter(GitCommand git)
{
    private const string GitlinkMode = "160000";

    /// <summary>Takes; null when the files are as they were at the start.</summary>
    public async Task<ChangeSet?> CommitAsync(
        WorkingCopy copy, WorkingCopyMetadata facts, MirrorPaths places, string message, CommitTrailers trailers, CancellationToken cancellationToken)
    {
        var staging = WorkingCopyPaths.StagingContext(places.Mirror, facts, copy.Folder);
        var tree = await StageAsync(staging, facts, cancellationToken);
        if (tree == await git.RunAsync(places.Mirror, ["rev-parse", facts.BaseCommit + "^{tree}"], cancellationToken))
        {
            return null;
        }

        var commit = await CreateCommitAsync(places, facts, tree, CommitMessage.Format(message, trailers), cancellationToken);
        await PublishAsync(places, facts, cancellationToken);
        return await DescribeAsync(places, facts, commit, message, cancellationToken);
    }

    /// <summary>The tree that the files of a working copy make, without those that <c>.gitignore</c> leaves out.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>artifact.malformed</c> when something in it cannot be taken.</exception>
    public async Task<string> StageAsync(GitContext staging, WorkingCopyMetadata facts, CancellationToken cancellationToken)
    {
        if (!File.Exists(staging.IndexFile))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(staging.IndexFile)!);
            await git.RunAsync(staging, ["read-tree", facts.BaseCommit], cancellationToken);
        }

        var changed = await git.RunCheckedAsync(
            staging, ["ls-files", "-z", "--others", "--modified", "--deduplicate", "--exclude-standard"], cancellationToken);
        StagingValidator.EnsureStageable(staging.WorkTree!, changed.Entries);
        await EnsureNoLfsContentAsync(staging, changed.Entries, cancellationToken);
        var added = await git.TryRunAsync(staging, ["add", "--all", "--", "."], cancellationToken);
        if (added.ExitCode != 0)
        {
            throw StagingFailed(added);
        }

        var tree = await git.RunAsync(staging, ["write-tree"], cancellationToken);
        await EnsureNoGitlinksAsync(staging, facts.BaseCommit, tree, cancellationToken);
        return tree;
    }

    // Names such as .GIT or .git followed by an invisible character, unreadable files, encodings that do not exist: git says which.
    private static FactoryException StagingFailed(GitResult result) => result.Error.Contains(".lock", StringComparison.Ordinal)
        ? GitCommand.Failed("add", "the working copy", result)
        : StagingValidator.Rejected($"git cannot take the files: {result.Error.Trim()}", "Rename, correct or delete what it names, or add it to .gitignore.");

    // The factory runs no filters, so what git-lfs should keep would go into the history as it is.
    private async Task EnsureNoLfsContentAsync(GitContext staging, string[] paths, CancellationToken cancellationToken)
    {
        if (paths.Length == 0)
        {
            return;
        }

        // PATH, "filter" and its value, again and again.
        var filters = (await git.RunCheckedAsync(staging, ["check-attr", "-z", "--stdin", "filter"], cancellationToken, string.Join('\0', paths) + '\0')).Output.Split('\0');
        for (var i = 0; i + 2 < filters.Length; i += 3)
        {
            var file = new FileInfo(Path.Combine(staging.WorkTree!, filters[i]));
            if (filters[i + 2] == "lfs" && file.Exists && file.LinkTarget is null && !LfsPointer.IsPointer(file))
            {
                throw StagingValidator.Rejected($"{filters[i]} is kept by git-lfs, which the factory does not run: it reads and writes only the pointers.", "Leave the file as it is, or give it a name that .gitattributes does not hand to lfs.");
            }
        }
    }

    private async Task EnsureNoGitlinksAsync(GitContext staging, string baseCommit, string tree, CancellationToken cancellationToken)
    {
        var differences = await git.RunCheckedAsync(staging, ["diff-tree", "-r", "-z", "--no-renames", baseCommit, tree], cancellationToken);
        var entries = differences.Entries;
        for (var i = 0; i + 1 < entries.Length; i += 2)
        {
            // ":100644 160000 old new M", then the path.
            if (entries[i].Split(' ')[1] == GitlinkMode)
            {
                File.Delete(staging.IndexFile!);
                throw StagingValidator.Rejected($"{entries[i + 1]} is a git repository of its own.", $"Delete {entries[i + 1]}/.git; submodules are not taken.");
            }
        }
    }

    private async Task<string> CreateCommitAsync(MirrorPaths places, WorkingCopyMetadata facts, string tree, string message, CancellationToken cancellationToken)
    {
        var reference = WorkingCopyPaths.CommittedRefOf(facts.Attempt);
        var last = await git.TryRunAsync(places.Mirror, ["rev-parse", "--verify", "--quiet", reference + "^{commit}"], cancellationToken);
        if (last.ExitCode == 0 && await git.RunAsync(places.Mirror, ["rev-parse", last.Text + "^{tree}"], cancellationToken) == tree)
        {
            return last.Text;
        }

        var parent = last.ExitCode == 0 ? last.Text : facts.BaseCommit;
        var commit = await git.RunAsync(places.Mirror, ["commit-tree", tree, "-p", parent, "-F", "-"], cancellationToken, message);
        await git.RunAsync(places.Mirror, ["update-ref", reference, commit, last.ExitCode == 0 ? last.Text : ""], cancellationToken);
        return commit;
    }

    // Without a plus: a reference only moves forward, so nothing that was taken is ever dropped.
    private Task PublishAsync(MirrorPaths places, WorkingCopyMetadata facts, CancellationToken cancellationToken)
    {
        var reference = WorkingCopyPaths.CommittedRefOf(facts.Attempt);
        return git.RunAsync(
            places.Repository,
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", places.Mirror.GitDir, $"{reference}:{reference}", $"{reference}:refs/heads/{WorkingCopyPaths.BranchOf(facts.Attempt)}"],
            cancellationToken);
    }

    private async Task<ChangeSet> DescribeAsync(MirrorPaths places, WorkingCopyMetadata facts, string commit, string message, CancellationToken cancellationToken)
    {
        var numbers = await git.RunCheckedAsync(places.Mirror, ["diff-tree", "-r", "-z", "--numstat", "--no-renames", facts.BaseCommit, commit], cancellationToken);
        var lines = numbers.Entries.Select(entry => entry.Split('\t')).ToList();
        return new ChangeSet(
            CommitMessage.Sanitize(message), [], commit, facts.BaseCommit, WorkingCopyPaths.BranchOf(facts.Attempt), lines.Count, Sum(lines, 0), Sum(lines, 1));
    }

    // Binary files are counted as "-".
    private static int Sum(List<string[]> lines, int column) =>
        lines.Sum(line => int.TryParse(line[column], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
}
