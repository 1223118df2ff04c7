using System.Globalization;
using Factory.Contracts.Tasks;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.Evidence;

/// <summary>Measures a change for <see cref="EvidencePolicy"/>.</summary>
internal sealed class ChangeInspector(GitCommand git, MirrorRepository mirror)
{
    /// <summary>The broken rules.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(ProductRef product, string baseCommit, string commit, CancellationToken cancellationToken)
    {
        var places = await mirror.OpenAsync(product);
        var numbers = await git.RunCheckedAsync(places.Mirror, ["diff-tree", "-r", "-z", "--numstat", "--no-renames", baseCommit, commit], cancellationToken);
        var lines = numbers.Entries.Select(entry => entry.Split('\t')).Sum(parts => ParseCount(parts[0]) + ParseCount(parts[1]));
        var before = await CountTestFilesAsync(places, baseCommit, cancellationToken);
        var after = await CountTestFilesAsync(places, commit, cancellationToken);
        return [.. EvidencePolicy.CheckChange(numbers.Entries.Length, lines, before, after)];
    }

    private async Task<int> CountTestFilesAsync(MirrorPaths places, string commit, CancellationToken cancellationToken)
    {
        var files = await git.RunCheckedAsync(places.Mirror, ["ls-tree", "-r", "-z", "--name-only", commit], cancellationToken);
        return files.Entries.Count(EvidencePolicy.IsTestFile);
    }

    // "-" for a binary file.
    private static int ParseCount(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
