using System.Globalization;
using System.Text.Json;
using Factory.Domain.Builds;
using Factory.Workspaces.Builds;
using Factory.Workspaces.Evidence;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Finds what an operator must see before a change is merged, because neither the sandbox nor the tests protect from it:
/// files that run by themselves outside of the factory, and changes to the tests by which the change itself is judged.
/// </summary>
internal sealed class ChangeConcerns(GitCommand git, MirrorRepository mirror, ManifestReader manifests)
{
    // Fewer lines are a correction; a file of tests that loses more has lost tests.
    private const int MinLostLines = 5;

    // Concerns are part of the task's state and of its approval. Agents decide how many there are and how long.
    private const int MaxLinesOfAKind = 50;

    private static readonly string[] LifecycleScripts =
    [
        "preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare", "prepublish", "prepublishOnly", "prepack",
        "postpack", "dependencies",
    ];

    /// <summary>Returns a line for each concern, which begins with the file; null for none.</summary>
    public async Task<IReadOnlyList<string>?> FindAsync(
        MirrorPaths mirrorPaths,
        WorkingCopyMetadata metadata,
        string commit,
        CancellationToken cancellationToken)
    {
        var baseCommit = await mirror.FindForkPointAsync(metadata.Product, commit, cancellationToken) ?? metadata.BaseCommit;
        var hooks = await ReadHookFoldersAsync(mirrorPaths, metadata.Product.Repository, cancellationToken);
        var changes = await ReadChangesAsync(mirrorPaths, baseCommit, commit, cancellationToken);
        var links = await RepositoryLinks.ReadAsync(
            git,
            mirrorPaths.Mirror,
            commit,
            path => SelfExecutingFiles.IsSelfExecuting(path, hooks),
            cancellationToken);
        var runsByItself = FindSelfExecuting(changes, hooks, links);
        List<string> found =
        [
            .. await CompareManifestsAsync(mirrorPaths, changes, baseCommit, commit, cancellationToken),
            .. Limit(
                await FindRunnersAsync(mirrorPaths, changes, baseCommit, cancellationToken),
                "files decide what the test command does"),
            .. Limit([.. runsByItself.Values], "files run by themselves outside of the sandbox"),
            .. DescribeIgnored(links),
            .. await ComparePackagesAsync(mirrorPaths, changes, baseCommit, commit, cancellationToken),
            .. Limit(FindLostTests(changes, runsByItself), "files of tests have fewer lines"),
        ];
        return found.Count == 0 ? null : found;
    }

    // Each kind has a limit of its own, so that many concerns of one do not hide another.
    private static IEnumerable<string> Limit(List<string> lines, string what) => lines.Count <= MaxLinesOfAKind
        ? lines
        : lines.Take(MaxLinesOfAKind)
            .Append(string.Create(CultureInfo.InvariantCulture, $"… {lines.Count - MaxLinesOfAKind} more {what}"));

    private static Dictionary<string, string> FindSelfExecuting(
        List<(string Path, int Added, int Removed)> changes,
        List<string> hooks,
        RepositoryLinks links)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in changes.Select(change => change.Path))
        {
            if (links.FindName(path, name => SelfExecutingFiles.IsSelfExecuting(name, hooks)) is { } name)
            {
                var through = name == path ? "" : $" as {ConcernText.Format(name)}";
                found[path] = $"{ConcernText.Format(path)}: runs by itself outside of the sandbox{through}";
            }
        }

        return found;
    }

    private static IEnumerable<string> DescribeIgnored(RepositoryLinks links) => links.Ignored == 0
        ? []
        : [string.Create(CultureInfo.InvariantCulture, $"… {links.Ignored} more symbolic links, which were not followed")];

    private static List<string> FindLostTests(
        List<(string Path, int Added, int Removed)> changes,
        Dictionary<string, string> runsByItself) =>
    [
        .. changes.Where(change => !runsByItself.ContainsKey(change.Path) && EvidencePolicy.IsTestFile(change.Path))
            .Select(change => (change.Path, Lost: change.Removed - change.Added))
            .Where(change => change.Lost >= MinLostLines)
            .Select(change => string.Create(
                CultureInfo.InvariantCulture,
                $"{ConcernText.Format(change.Path)}: has {change.Lost} lines of tests less")),
    ];

    // A new product has no tests yet that a change could switch off.
    private async Task<List<string>> FindRunnersAsync(
        MirrorPaths mirrorPaths,
        List<(string Path, int Added, int Removed)> changes,
        string baseCommit,
        CancellationToken cancellationToken)
    {
        var manifest = await ReadFileAsync(mirrorPaths, baseCommit, ProductManifest.FileName, cancellationToken) is { } text
            ? manifests.Parse(text).Manifest
            : null;
        return manifest?.Test is not { } test
            ? []
            :
            [
                .. changes.Where(change => TestRunnerFiles.Decides(change.Path, test))
                    .Select(change => $"{ConcernText.Format(change.Path)}: decides what '{ConcernText.Format(test)}' tests"),
            ];
    }

    private async Task<IEnumerable<string>> CompareManifestsAsync(
        MirrorPaths mirrorPaths,
        List<(string Path, int Added, int Removed)> changes,
        string baseCommit,
        string commit,
        CancellationToken cancellationToken) => changes.Exists(change => change.Path == ProductManifest.FileName)
        ? CompareManifests(
            await ReadFileAsync(mirrorPaths, baseCommit, ProductManifest.FileName, cancellationToken),
            await ReadFileAsync(mirrorPaths, commit, ProductManifest.FileName, cancellationToken))
        : [];

    // Beyond the limit the files are not read, since each takes two processes, but counted whatever they contain.
    private async Task<List<string>> ComparePackagesAsync(
        MirrorPaths mirrorPaths,
        List<(string Path, int Added, int Removed)> changes,
        string baseCommit,
        string commit,
        CancellationToken cancellationToken)
    {
        var paths = changes.Select(change => change.Path).Where(path => Path.GetFileName(path) == "package.json").ToList();
        var found = new List<string>();
        foreach (var path in paths.Take(MaxLinesOfAKind))
        {
            found.AddRange(ComparePackages(
                path,
                await ReadFileAsync(mirrorPaths, baseCommit, path, cancellationToken),
                await ReadFileAsync(mirrorPaths, commit, path, cancellationToken)));
        }

        found = [.. Limit(found, "scripts run by themselves when packages are installed")];
        if (paths.Count > MaxLinesOfAKind)
        {
            found.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"… {paths.Count - MaxLinesOfAKind} more files named package.json change"));
        }

        return found;
    }

    // A new product has no commands yet; those of an existing one are what its changes are judged by.
    private IEnumerable<string> CompareManifests(string? before, string? after)
    {
        if (before is null || manifests.Parse(before).Manifest is not { } old)
        {
            yield break;
        }

        var changed = after is null ? null : manifests.Parse(after).Manifest;
        (string Key, string? Before, string? After)[] commands =
        [
            ("build", old.Build, changed?.Build),
            ("test", old.Test, changed?.Test),
            ("serve.command", old.Serve.Command, changed?.Serve.Command),
        ];
        foreach (var (key, was, isNow) in commands.Where(command => command.Before is not null && command.Before != command.After))
        {
            yield return $"{ProductManifest.FileName}: {key} changes from '{ConcernText.Format(was!)}' to "
                + $"'{ConcernText.Format(isNow ?? "nothing")}'";
        }
    }

    private static IEnumerable<string> ComparePackages(string path, string? before, string? after)
    {
        var (old, changed) = (ReadScripts(before), ReadScripts(after));
        var installs = changed.Where(script => LifecycleScripts.Contains(script.Key) && old.GetValueOrDefault(script.Key) != script.Value)
            .Select(script => $"{ConcernText.Format(path)}: '{script.Key}' runs by itself when packages are installed: "
                + ConcernText.Format(script.Value));

        // 'npm test' runs what stands here.
        return installs.Concat(old
            .Where(script => !LifecycleScripts.Contains(script.Key) && changed.GetValueOrDefault(script.Key) != script.Value)
            .Select(script => $"{ConcernText.Format(path)}: the script '{ConcernText.Format(script.Key)}' changes from "
                + $"'{ConcernText.Format(script.Value)}' to '{ConcernText.Format(changed.GetValueOrDefault(script.Key) ?? "nothing")}'"));
    }

    private static Dictionary<string, string> ReadScripts(string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "{}");
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("scripts", out var scripts) && scripts.ValueKind == JsonValueKind.Object
                ? scripts.EnumerateObject()
                    .GroupBy(script => script.Name)
                    .ToDictionary(script => script.Key, script => script.Last().Value.ToString())
                : [];
        }
        catch (JsonException)
        {
            // Nothing can be run from a file that npm cannot read either.
            return [];
        }
    }

    private async Task<List<(string Path, int Added, int Removed)>> ReadChangesAsync(
        MirrorPaths mirrorPaths,
        string baseCommit,
        string commit,
        CancellationToken cancellationToken)
    {
        var numbers = await git.RunCheckedAsync(
            mirrorPaths.Mirror,
            ["diff-tree", "-r", "-z", "--numstat", "--no-renames", baseCommit, commit],
            cancellationToken);
        return [.. numbers.Entries.Select(entry => entry.Split('\t', 3)).Select(parts => (parts[2], Parse(parts[0]), Parse(parts[1])))];

        // "-" for a binary file.
        static int Parse(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private async Task<string?> ReadFileAsync(MirrorPaths mirrorPaths, string commit, string path, CancellationToken cancellationToken)
    {
        var file = await git.TryRunAsync(mirrorPaths.Mirror, ["cat-file", "blob", $"{commit}:{path}"], cancellationToken);
        return file.ExitCode == 0 ? file.Output : null;
    }

    // Read from the files, because every command of the factory overrides the setting. Includes are followed, since git
    // does so for the operator.
    private async Task<List<string>> ReadHookFoldersAsync(
        MirrorPaths mirrorPaths,
        string root,
        CancellationToken cancellationToken)
    {
        var folders = new List<string>();
        var common = Path.GetDirectoryName(mirrorPaths.ObjectFolder)!;
        foreach (var file in new[] { Path.Combine(common, "config"), Path.Combine(mirrorPaths.Repository.GitDir, "config.worktree") })
        {
            var value = await git.TryRunAsync(
                mirrorPaths.Mirror,
                ["config", "--file", file, "--includes", "--get-all", "-z", "core.hooksPath"],
                cancellationToken);
            folders.AddRange(value.ExitCode == 0 ? value.Entries.Select(folder => Relative(root, folder)).OfType<string>() : []);
        }

        return folders;
    }

    // Any spelling of a folder in the repository; null for one outside of it, which no change can reach.
    private static string? Relative(string root, string folder)
    {
        var full = folder.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), folder[2..])
            : folder;
        var relative = Path.GetRelativePath(root, Path.GetFullPath(full, root));
        return relative is ".." || relative.StartsWith("../", StringComparison.Ordinal) ? null
            : relative is "." ? ""
            : relative.TrimEnd('/');
    }
}
