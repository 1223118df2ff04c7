using System.Globalization;
using Factory.Contracts.Tasks;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.Evidence;

/// <summary>Measures a change and applies <see cref="EvidencePolicy"/> to it.</summary>
internal sealed class ChangeInspector(GitCommand git, MirrorRepository mirror)
{
    /// <summary>Returns a message for each rule that the change violates.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(
        ProductRef product,
        string baseCommit,
        string commit,
        CancellationToken cancellationToken)
    {
        var mirrorPaths = await mirror.OpenAsync(product);
        var numbers = await git.RunCheckedAsync(
            mirrorPaths.Mirror,
            ["diff-tree", "-r", "-z", "--numstat", "--no-renames", baseCommit, commit],
            cancellationToken);
        var lines = numbers.Entries.Select(entry => entry.Split('\t')).Sum(parts => ParseCount(parts[0]) + ParseCount(parts[1]));
        var fork = await mirror.FindForkPointAsync(product, commit, cancellationToken) ?? baseCommit;
        var before = await CountTestFilesAsync(mirrorPaths, fork, cancellationToken);
        var after = await CountTestFilesAsync(mirrorPaths, commit, cancellationToken);
        return [.. EvidencePolicy.CheckChange(numbers.Entries.Length, lines, before, after)];
    }

    private async Task<int> CountTestFilesAsync(MirrorPaths mirrorPaths, string commit, CancellationToken cancellationToken)
    {
        var files = await git.RunCheckedAsync(mirrorPaths.Mirror, ["ls-tree", "-r", "-z", "--name-only", commit], cancellationToken);
        return files.Entries.Count(EvidencePolicy.IsTestFile);
    }

    // git prints "-" for a binary file, which counts as no lines.
    private static int ParseCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
