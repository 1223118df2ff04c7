using System.Globalization;
using Factory.Contracts.Errors;
using Factory.Domain.Secrets;
using Factory.Workspaces.Git;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Workspaces.Repositories;

/// <summary>
/// Refuses files that contain one of the factory's secrets, in their names or in their contents: what is committed is
/// copied, published and served, and stays in the history when it is deleted later.
/// </summary>
internal sealed class SecretGuard(GitCommand git, SecretRedactor secrets)
{
    private const int MaxNamed = 5;

    // git's output is kept in memory.
    private const long MaxBatchBytes = 16 * 1024 * 1024;

    /// <summary>Throws when files that a commit or tree has, and the base has not, contain a secret.</summary>
    /// <param name="context">The repository that has both.</param>
    /// <param name="tip">The commit, with all that it adds on the way from the base, or a tree.</param>
    /// <param name="baseCommit">The commit whose files stay as they are.</param>
    /// <param name="cancellationToken">Kills git.</param>
    /// <exception cref="FactoryException"><c>artifact.malformed</c>: names the files, and not the secret.</exception>
    public async Task EnsureNoneAsync(GitContext context, string tip, string baseCommit, CancellationToken cancellationToken)
    {
        var files = await ListAsync(context, tip, baseCommit, cancellationToken);
        var found = files.Select(file => file.Path).Where(secrets.IsIn).ToList();
        foreach (var batch in InBatches(files))
        {
            // Nearly always none: one process for all of them tells so.
            if (await ContainsAsync(context, batch.Select(file => file.Id), cancellationToken))
            {
                found.AddRange(await FindAsync(context, batch, baseCommit, cancellationToken));
            }
        }

        if (found.Count > 0)
        {
            throw Refused([.. found.Distinct().Order(StringComparer.Ordinal)]);
        }
    }

    private FactoryException Refused(List<string> found)
    {
        var names = string.Join(", ", found.Take(MaxNamed).Select(path => $"'{ConcernText.Format(secrets.Redact(path))}'"));
        var more = found.Count > MaxNamed ? string.Create(CultureInfo.InvariantCulture, $" and {found.Count - MaxNamed} more") : "";
        return StagingValidator.Rejected(
            $"The change has one of the factory's secrets in {names}{more}. No approval can let it into the history.",
            "Remove it from the files and their names; a product reads secrets from its own environment.");
    }

    private async Task<List<string>> FindAsync(
        GitContext context,
        IReadOnlyList<NewFile> files,
        string baseCommit,
        CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var file in files)
        {
            // What the branch contains already is the operator's, such as a value that only looks like a secret.
            if (await ContainsAsync(context, [file.Id], cancellationToken)
                && !await ContainsAsync(context, [$"{baseCommit}:{file.Path}"], cancellationToken))
            {
                found.Add(file.Path);
            }
        }

        return found;
    }

    private async Task<bool> ContainsAsync(GitContext context, IEnumerable<string> objects, CancellationToken cancellationToken)
    {
        var contents = await git.RunCheckedAsync(
            context,
            ["cat-file", "--batch"],
            cancellationToken,
            string.Concat(objects.Select(id => id + "\n")));
        return secrets.IsIn(contents.Output);
    }

    // Each version of a file on the way from the base, also one that a later commit deletes.
    private async Task<List<NewFile>> ListAsync(GitContext context, string tip, string baseCommit, CancellationToken cancellationToken)
    {
        var objects = await git.RunCheckedAsync(context, ["rev-list", "--objects", tip, "^" + baseCommit], cancellationToken);
        var paths = objects.Output.Split('\n')
            .Select(line => line.Split(' ', 2))
            .Where(parts => parts.Length == 2 && parts[1].Length > 0)
            .DistinctBy(parts => parts[0])
            .ToDictionary(parts => parts[0], parts => parts[1]);
        var sizes = await git.RunCheckedAsync(
            context,
            ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"],
            cancellationToken,
            string.Concat(paths.Keys.Select(id => id + "\n")));
        return
        [
            .. sizes.Output.Split('\n')
                .Select(line => line.Split(' '))
                .Where(parts => parts is [_, "blob", _])
                .Select(parts => new NewFile(parts[0], paths[parts[0]], long.Parse(parts[2], CultureInfo.InvariantCulture))),
        ];
    }

    private static IEnumerable<IReadOnlyList<NewFile>> InBatches(List<NewFile> files)
    {
        var (batch, bytes) = (new List<NewFile>(), 0L);
        foreach (var file in files)
        {
            if (batch.Count > 0 && bytes + file.Length > MaxBatchBytes)
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(file);
            bytes += file.Length;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private sealed record NewFile(string Id, string Path, long Length);
}
