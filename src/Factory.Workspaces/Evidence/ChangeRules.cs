using System.Globalization;
using Factory.Contracts.Tasks;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.Evidence;

/// <summary>Measures a change for <see cref="EvidencePolicy"/>.</summary>
internal sealed class ChangeRules(GitCommand git, MirrorRepository hub)
{
    /// <summary>The broken rules.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(ProductRef product, string baseCommit, string commit, CancellationToken cancellationToken)
    {
        var places = await hub.OpenAsync(product);
        var numbers = await git.RunCheckedAsync(places.Hub, ["diff-tree", "-r", "-z", "--numstat", "--no-renames", baseCommit, commit], cancellationToken);
        var lines = numbers.Entries.Select(entry => entry.Split('\t')).Sum(parts => Number(parts[0]) + Number(parts[1]));
        var before = await TestFilesAsync(places, baseCommit, cancellationToken);
        var after = await TestFilesAsync(places, commit, cancellationToken);
        return [.. EvidencePolicy.CheckChange(numbers.Entries.Length, lines, before, after)];
    }

    private async Task<int> TestFilesAsync(MirrorPaths places, string commit, CancellationToken cancellationToken)
    {
        var files = await git.RunCheckedAsync(places.Hub, ["ls-tree", "-r", "-z", "--name-only", commit], cancellationToken);
        return files.Entries.Count(EvidencePolicy.IsTestFile);
    }

    // "-" for a binary file.
    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
