using System.Globalization;
using Factory.Contracts.Tasks;
using Factory.Domain.Builds;
using Factory.Domain.Sandbox;
using Factory.Workspaces.Builds;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Workspaces.Evidence;

/// <summary>
/// Runs the tests that existed before a change, with the commands that built and ran them, on the code of the change. The change
/// brings its own tests and its own test command, so that both can be made to succeed; these cannot.
/// </summary>
/// <remarks>
/// They are built from a fresh checkout of the change: its own build can leave anything in its folder, such as results or
/// programs that the earlier commands would take for theirs.
/// </remarks>
internal sealed class BaseTests(
    GitCommand git,
    MirrorRepository mirror,
    ManifestReader manifests,
    ProductCheckout checkout,
    ProductBuilder builder,
    BuildCopies copies,
    TestCommand tests)
{
    private const int MaxOutputCharacters = 400;

    /// <summary>
    /// Returns what the earlier tests show; empty when they pass or are those of the change, and as many ran before.
    /// </summary>
    /// <param name="product">The product.</param>
    /// <param name="baseCommit">The commit before the change.</param>
    /// <param name="build">The successful build of the change.</param>
    /// <param name="folder">Full path of its folder.</param>
    /// <param name="counts">The tests that ran for the change; null when none were recognised.</param>
    /// <param name="report">Called before the command runs.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    public async Task<IReadOnlyList<string>> RunAsync(
        ProductRef product,
        string baseCommit,
        BuildRecord build,
        string folder,
        TestCounts? counts,
        Func<string, Task> report,
        CancellationToken cancellationToken)
    {
        var fork = await mirror.FindForkPointAsync(product, build.Commit, cancellationToken) ?? baseCommit;
        var warnings = await RunOnChangeAsync(product, fork, build, folder, counts, report, cancellationToken);

        // Tests can also disappear from files that do not look like tests.
        var before = await builder.FindTestsAsync(product, fork, cancellationToken);
        return warnings.Count == 0 && before is { } earlier ? [.. CompareCounts(earlier, counts)] : warnings;
    }

    private async Task<IReadOnlyList<string>> RunOnChangeAsync(
        ProductRef product,
        string fork,
        BuildRecord build,
        string folder,
        TestCounts? counts,
        Func<string, Task> report,
        CancellationToken cancellationToken)
    {
        var context = (await mirror.OpenAsync(product)).Mirror;
        if (await ReadManifestAsync(context, fork, cancellationToken) is not { Test: { } command } before)
        {
            return [];
        }

        bool IsTest(string path) => EvidencePolicy.IsTestFile(path) || TestRunnerFiles.BelongsToTests(path, command, before.Serve.Command);
        var files = await FindChangedTestsAsync(context, fork, build.Commit, IsTest, cancellationToken);
        if (files.Count == 0 && before.Build == build.Manifest!.Build && command == build.Manifest.Test)
        {
            return [];
        }

        Func<string, Task> restore = copy => RestoreTestsAsync(context, fork, copy, IsTest, cancellationToken);
        return await copies.WithTestFolderAsync<IReadOnlyList<string>>(
            folder,
            async copy =>
            {
                await checkout.WriteAsync(product, build.Tree, copy, cancellationToken);
                await restore(copy);
            },
            async copy =>
            {
                if (before.Build is { } buildCommand)
                {
                    await report("building the tests of the earlier commit: " + buildCommand);
                    var built = await tests.BuildAsync(buildCommand, copy, folder, cancellationToken);
                    if (built.ExitCode != 0)
                    {
                        return [Describe("cannot be built on it", buildCommand, built)];
                    }

                    // The command runs files of the change, which can replace the tests.
                    await restore(copy);
                }

                await report("running the tests of the earlier commit: " + command);
                return [.. Compare(command, await tests.RunAsync(command, copy, folder, cancellationToken), counts)];
            },
            cancellationToken);
    }

    private static string Describe(string problem, string command, CommandResult result)
    {
        var ending = result.ExceededLimit is { } limit ? "was killed by " + limit : $"ended with exit code {result.ExitCode}";
        return $"The tests from before the change {problem}: '{ConcernText.Format(command)}' {ending}:\n"
            + ConcernText.Quote(result.Output, MaxOutputCharacters);
    }

    private static IEnumerable<string> Compare(string command, TestRun run, TestCounts? counts)
    {
        if (run.Result.ExitCode != 0 || run.Counts is { Failed: > 0 })
        {
            yield return Describe("fail on it", command, run.Result);
        }

        foreach (var fewer in run.Counts is { } before ? CompareCounts(before, counts) : [])
        {
            yield return fewer;
        }
    }

    private static IEnumerable<string> CompareCounts(TestCounts before, TestCounts? counts)
    {
        var now = counts?.Total ?? 0;
        return before.Total > now
            ? [string.Create(CultureInfo.InvariantCulture, $"The change has fewer tests: {now} ran, {before.Total} before.")]
            : [];
    }

    // The index is the factory's own, and checkout-index replaces links on the way instead of following them.
    private async Task RestoreTestsAsync(
        GitContext context,
        string commit,
        string copy,
        Func<string, bool> isTest,
        CancellationToken cancellationToken)
    {
        var files = await git.RunCheckedAsync(context, ["ls-tree", "-r", "-z", "--name-only", commit], cancellationToken);
        var index = copy + ".index";
        try
        {
            var checkout = context with { WorkTree = copy, IndexFile = index };
            await git.RunAsync(checkout, ["read-tree", commit], cancellationToken);
            await git.RunAsync(
                checkout,
                ["checkout-index", "--force", "--quiet", "-z", "--stdin"],
                cancellationToken,
                string.Concat(files.Entries.Where(isTest).Select(file => file + '\0')));
        }
        finally
        {
            File.Delete(index);
        }
    }

    private async Task<IReadOnlyList<string>> FindChangedTestsAsync(
        GitContext context,
        string from,
        string to,
        Func<string, bool> isTest,
        CancellationToken cancellationToken)
    {
        // Changed and deleted files; new ones stay, because they can only add tests.
        var changed = await git.RunCheckedAsync(
            context,
            ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=MDT", from, to],
            cancellationToken);
        return [.. changed.Entries.Where(isTest)];
    }

    private async Task<ProductManifest?> ReadManifestAsync(GitContext context, string commit, CancellationToken cancellationToken)
    {
        var file = await git.TryRunAsync(context, ["cat-file", "blob", $"{commit}:{ProductManifest.FileName}"], cancellationToken);
        return file.ExitCode == 0 ? manifests.Parse(file.Output).Manifest : null;
    }
}
