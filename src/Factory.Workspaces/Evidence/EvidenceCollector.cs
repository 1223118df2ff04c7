using System.Globalization;
using Factory.Contracts.Evidence;
using Factory.Contracts.Tasks;
using Factory.Domain;
using Factory.Domain.Builds;
using Factory.Domain.Evidence;
using Factory.Domain.Sandbox;
using Factory.Workspaces.Builds;

namespace Factory.Workspaces.Evidence;

/// <summary>
/// Runs a product's build and tests. <c>e1</c> is the build, which is deployed later; <c>e2</c> are the tests, which
/// run on a copy of that build: they test what is deployed, and cannot change it.
/// </summary>
internal sealed class EvidenceCollector(
    ProductBuilder builder,
    BuildStore store,
    BuildCopies copies,
    ChangeInspector changes,
    BaseTests baseTests,
    TestCommand tests) : IEvidenceCollector
{
    private const int TailCharacters = 8_000;

    /// <inheritdoc/>
    public async Task<EvidenceReport> CollectAsync(
        ProductRef product,
        string commit,
        string? baseCommit,
        Func<string, Task> report,
        CancellationToken cancellationToken)
    {
        var build = await builder.BuildAsync(product, commit, report, cancellationToken);
        var problems = new List<string>(build.Errors);
        var commands = new List<CommandEvidence>();
        if (build.Result is { } built)
        {
            commands.Add(ToEvidence(commands.Count, "build", build.Manifest!.Build!, built, null));
            problems.AddRange(EvidencePolicy.CheckLimits("build", built));
        }

        IReadOnlyList<string> warnings = [];
        var remarks = new List<string>();
        if (build.IsSuccessful())
        {
            var folder = store.FolderOf(product, build.Tree);
            var (found, run) = await RunTestsAsync(build.Manifest!, folder, commands, report, cancellationToken);
            problems.AddRange(found);
            remarks.AddRange(EvidencePolicy.CheckReport(build.Manifest!, run));
            warnings = baseCommit is null
                ? []
                : await baseTests.RunAsync(product, baseCommit, build, folder, run?.Counts, report, cancellationToken);
            if (run?.Counts is { } counts)
            {
                await builder.SaveTestsAsync(product, build.Tree, counts, cancellationToken);
            }
        }

        if (baseCommit is not null)
        {
            problems.AddRange(await changes.CheckAsync(product, baseCommit, commit, cancellationToken));
        }

        return new EvidenceReport(
            commit,
            commands,
            problems,
            warnings.Count == 0 ? null : warnings,
            remarks.Count == 0 ? null : remarks);
    }

    private async Task<(List<string> Problems, TestRun? Run)> RunTestsAsync(
        ProductManifest manifest,
        string folder,
        List<CommandEvidence> commands,
        Func<string, Task> report,
        CancellationToken cancellationToken)
    {
        TestRun? run = null;
        if (manifest.Test is { } command)
        {
            await report("running test: " + command);
            run = await copies.WithTestCopyAsync(
                folder,
                copy => tests.RunAsync(command, copy, folder, cancellationToken),
                cancellationToken);
            commands.Add(ToEvidence(commands.Count, "test", command, run.Result, run));
        }

        var problems = EvidencePolicy.CheckTests(manifest, run?.Result, run?.Counts).ToList();
        if (manifest.Serve.Static is { } files && !Directory.Exists(Path.Combine(folder, files)))
        {
            problems.Add($"product.yaml names the folder '{files}' under serve.static, but it does not exist after the build.");
        }

        return (problems, run);
    }

    private static string Tail(CommandResult result)
    {
        var note = result.Truncated
            ? string.Create(CultureInfo.InvariantCulture, $"… {result.DroppedBytes:N0} bytes of output were dropped …\n")
            : "";
        var ellipsis = result.Output.Length > TailCharacters ? "…" : "";
        return note + ellipsis + VisibleText.Strip(VisibleText.End(result.Output, TailCharacters));
    }

    private static CommandEvidence ToEvidence(int index, string name, string command, CommandResult result, TestRun? run) => new(
        $"e{index + 1}",
        name,
        command,
        result.ExitCode,
        result.TimedOut,
        Math.Round(result.Duration.TotalSeconds, 3),
        Tail(result),
        run?.Counts?.Passed,
        run?.Counts?.Failed,
        run?.Report?.Source);
}
