using System.Globalization;
using Factory.Contracts.Errors;
using Factory.Domain.Repositories;
using Factory.Domain.WorkingCopies;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Saves what can be saved of a working copy that is about to be deleted: the files that a commit may contain, as a commit
/// of its own under <see cref="ReferenceOf"/>, which nothing merges, builds or continues.
/// </summary>
internal sealed class WorkingCopyRescue(GitCommand git, MirrorRepository mirror, WorkingCopyCommitter committer, CommitPublisher publisher)
{
    /// <summary>The number of files that are named as left out.</summary>
    /// <value>50 files.</value>
    public const int MaxNamed = 50;

    // A repository in a repository in a repository: each pass finds the next level.
    private const int MaxNesting = 8;

    /// <summary>Returns the reference of the work that was saved of an attempt, in the product's repository.</summary>
    public static string ReferenceOf(AttemptId attempt) => "refs/factory/quarantine/" + attempt;

    /// <summary>Saves the files. Afterwards the working copy is good for nothing but deletion.</summary>
    /// <remarks>The caller holds the lock of the working copy. A repetition after a crash saves the same commit.</remarks>
    /// <param name="folder">Full path of the working copy.</param>
    /// <param name="metadata">The factory's metadata of it.</param>
    /// <param name="trailers">Those of the attempt's commits.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    /// <exception cref="FactoryException"><c>git.failed</c>: nothing was saved.</exception>
    public async Task<RescuedWork> SaveAsync(
        string folder,
        WorkingCopyMetadata metadata,
        CommitTrailers trailers,
        CancellationToken cancellationToken)
    {
        var mirrorPaths = await mirror.OpenAsync(metadata.Product);
        var index = WorkingCopyPaths.IndexFileOf(mirrorPaths.Mirror, metadata.Attempt) + ".rescue";
        Directory.CreateDirectory(Path.GetDirectoryName(index)!);
        File.Delete(index);
        try
        {
            var staging = WorkingCopyPaths.StagingContext(mirrorPaths.Mirror, metadata, folder) with { IndexFile = index };
            var leftOut = new List<string>();
            var tree = await StageAsync(staging, metadata, leftOut, cancellationToken);
            return await CommitAsync(mirrorPaths, metadata, trailers, tree, Limit(leftOut), cancellationToken);
        }
        finally
        {
            File.Delete(index);
        }
    }

    private static List<string> Limit(List<string> lines) => lines.Count <= MaxNamed
        ? lines
        : [.. lines.Take(MaxNamed), string.Create(CultureInfo.InvariantCulture, $"… {lines.Count - MaxNamed} more files")];

    private async Task<RescuedWork> CommitAsync(
        MirrorPaths mirrorPaths,
        WorkingCopyMetadata metadata,
        CommitTrailers trailers,
        string tree,
        List<string> leftOut,
        CancellationToken cancellationToken)
    {
        var committed = await ResolveAsync(mirrorPaths.Mirror, WorkingCopyPaths.CommittedRefOf(metadata.Attempt), cancellationToken);
        foreach (var known in new[] { metadata.BaseCommit, committed }.OfType<string>())
        {
            if (await ResolveAsync(mirrorPaths.Repository, known + "^{tree}", cancellationToken) == tree)
            {
                return new RescuedWork(null, leftOut);
            }
        }

        var missing = leftOut.Count == 0 ? "" : "\n\nWithout:\n- " + string.Join("\n- ", leftOut);
        var message = CommitMessage.Format($"What the working copy of {metadata.Attempt} contained when it was deleted{missing}", trailers);
        var reference = ReferenceOf(metadata.Attempt);
        var parent = committed ?? metadata.BaseCommit;
        var commit = await committer.CreateCommitAsync(mirrorPaths, reference, parent, tree, message, cancellationToken);
        await publisher.PublishAsync(mirrorPaths, metadata, reference, commit, cancellationToken);
        return new RescuedWork(reference, leftOut);
    }

    private async Task<string?> ResolveAsync(GitContext context, string revision, CancellationToken cancellationToken)
    {
        var found = await git.TryRunAsync(context, ["rev-parse", "--verify", "--quiet", revision], cancellationToken);
        return found.ExitCode == 0 ? found.Text : null;
    }

    private async Task<string> StageAsync(
        GitContext staging,
        WorkingCopyMetadata metadata,
        List<string> leftOut,
        CancellationToken cancellationToken)
    {
        await git.RunAsync(staging, ["read-tree", metadata.BaseCommit], cancellationToken);
        var changed = await RemoveNestedRepositoriesAsync(staging, leftOut, cancellationToken);
        var accepted = await SelectAsync(staging, changed, leftOut, cancellationToken);

        // Paths as they are, and the others when git rejects one.
        var added = await git.TryRunAsync(
            staging,
            ["--literal-pathspecs", "add", "--all", "--ignore-errors", "--pathspec-from-file=-", "--pathspec-file-nul"],
            cancellationToken,
            string.Concat(accepted.Select(path => path + '\0')));
        if (added.ExitCode > 1)
        {
            throw GitCommand.Failed("add", "the working copy", added);
        }

        var rejected = (await ListChangedAsync(staging, cancellationToken)).Intersect(accepted);
        leftOut.AddRange(rejected.Select(path => $"{ConcernText.Format(path)}: git rejects it."));
        return await git.RunAsync(staging, ["write-tree"], cancellationToken);
    }

    private async Task<string[]> ListChangedAsync(GitContext staging, CancellationToken cancellationToken) => (await git.RunCheckedAsync(
        staging,
        ["ls-files", "-z", "--others", "--modified", "--deduplicate", "--exclude-standard"],
        cancellationToken)).Entries;

    // git takes no file of a folder that has a .git, which ls-files prints with a slash at the end.
    private async Task<string[]> RemoveNestedRepositoriesAsync(
        GitContext staging,
        List<string> leftOut,
        CancellationToken cancellationToken)
    {
        var changed = await ListChangedAsync(staging, cancellationToken);
        for (var level = 0; level < MaxNesting && changed.Any(path => path.EndsWith('/')); level++)
        {
            foreach (var path in changed.Where(path => path.EndsWith('/')))
            {
                var inner = new FileInfo(Path.Combine(staging.WorkTree!, path, ".git"));
                if (inner.LinkTarget is null && Directory.Exists(inner.FullName))
                {
                    await UntrustedDirectory.DeleteAsync(inner.FullName, cancellationToken);
                }
                else
                {
                    inner.Delete();
                }

                leftOut.Add($"{ConcernText.Format(path)}.git: the history of a separate repository; its files are kept.");
            }

            changed = await ListChangedAsync(staging, cancellationToken);
        }

        return changed;
    }

    // Small files first: of too many, most are kept.
    private async Task<HashSet<string>> SelectAsync(
        GitContext staging,
        string[] changed,
        List<string> leftOut,
        CancellationToken cancellationToken)
    {
        var folder = staging.WorkTree!;
        var accepted = new HashSet<string>(StringComparer.Ordinal);
        var total = 0L;
        foreach (var (path, length) in changed.Select(path => (path, StagingValidator.LengthOf(folder, path))).OrderBy(file => file.Item2))
        {
            if (StagingValidator.FindViolation(folder, path) is { } violation)
            {
                leftOut.Add(ConcernText.Format(path) + ": " + ConcernText.Format(violation.Message));

                // Git needs space for the others, and the disk may be full because of this one.
                if (length > StagingValidator.MaxFileBytes)
                {
                    File.Delete(Path.Combine(folder, path));
                }
            }
            else if (accepted.Count == StagingValidator.MaxFiles || total + length > StagingValidator.MaxTotalBytes)
            {
                leftOut.Add($"{ConcernText.Format(path)}: there are too many files, or they are too large together.");
            }
            else
            {
                accepted.Add(path);
                total += length;
            }
        }

        foreach (var path in await committer.FindLfsContentAsync(staging, [.. accepted], cancellationToken))
        {
            accepted.Remove(path);
            leftOut.Add($"{ConcernText.Format(path)}: belongs to git-lfs, which the factory does not run.");
        }

        return accepted;
    }
}
