using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;
using Factory.Domain.Products;
using Factory.Workshop.Builds;

namespace Factory.Workshop.Evidence;

/// <summary>Runs a product's build and tests on the very folder that is deployed later: <c>e1</c> is the build, <c>e2</c> the tests.</summary>
internal sealed class EvidenceCollector(ProductBuilder builder, ChangeRules changes, ISandbox sandbox) : IEvidenceCollector
{
    private const int TailCharacters = 8_000;

    /// <inheritdoc/>
    public async Task<EvidenceReport> CollectAsync(ProductRef product, string commit, string? baseCommit, Func<string, Task> report, CancellationToken cancellationToken)
    {
        var build = await builder.BuildAsync(product, commit, report, cancellationToken);
        var problems = new List<string>(build.Errors);
        var commands = new List<CommandEvidence>();
        if (build.Result is { } built)
        {
            commands.Add(Evidence(commands.Count, "build", build.Manifest!.Build!, built, null));
        }

        if (build.IsGood())
        {
            problems.AddRange(await TestAsync(build.Manifest!, builder.FolderOf(product, build.Tree), commands, report, cancellationToken));
        }

        if (baseCommit is not null)
        {
            problems.AddRange(await changes.CheckAsync(product, baseCommit, commit, cancellationToken));
        }

        return new EvidenceReport(commit, commands, problems);
    }

    private async Task<List<string>> TestAsync(
        ProductManifest manifest, string folder, List<CommandEvidence> commands, Func<string, Task> report, CancellationToken cancellationToken)
    {
        CommandResult? result = null;
        TestCounts? counts = null;
        if (manifest.Test is { } command)
        {
            await report("running test: " + command);
            result = await sandbox.RunAsync(new SandboxedCommand(command, folder, ProductBuilder.Limits), cancellationToken);
            counts = TestCounts.Parse(result.Output);
            commands.Add(Evidence(commands.Count, "test", command, result, counts));
        }

        var problems = EvidencePolicy.CheckTests(manifest, result, counts).ToList();
        if (manifest.Serve.Static is { } files && !Directory.Exists(Path.Combine(folder, files)))
        {
            problems.Add($"There is no folder '{files}' to serve after the build, although product.yaml names it under serve.static.");
        }

        return problems;
    }

    private static CommandEvidence Evidence(int index, string name, string command, CommandResult result, TestCounts? counts) => new(
        $"e{index + 1}",
        name,
        command,
        result.ExitCode,
        result.TimedOut,
        Math.Round(result.Duration.TotalSeconds, 3),
        result.Output.Length > TailCharacters ? "…" + result.Output[^TailCharacters..] : result.Output,
        counts?.Passed,
        counts?.Failed);
}
