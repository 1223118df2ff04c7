using Factory.Silo.Hosting;
using Factory.Silo.Maintenance;
using Factory.Silo.Runners;

namespace Factory.Cli.Tests.Support;

/// <summary>Coding CLIs that are not there.</summary>
internal sealed class FakeRunners : IRunnerMaintenance
{
    public static RunnerStatus Installed { get; } = new(
        "claude",
        "@anthropic-ai/claude-code",
        "2.1.330",
        RunnerSource.Installed,
        "/data/runners/claude/claude",
        "2.1.330 (Claude Code)",
        true,
        364_000_000,
        ["rex", "forge", "law"],
        ["rex", "forge"]);

    public static RunnerStatus Missing { get; } =
        new("gemini", "@google/gemini-cli", "0.61.0", RunnerSource.Missing, null, null, true, null, ["scout"], []);

    public IReadOnlyList<RunnerStatus> Found { get; set; } = [];

    /// <summary>What every operation fails with; null for none.</summary>
    public FactoryException? Failure { get; set; }

    /// <summary>Sizes that an installation passes through.</summary>
    public IReadOnlyList<long> Sizes { get; set; } = [];

    public Task<IReadOnlyList<RunnerStatus>> ListAsync(SiloOptions options, CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult(Found) : throw Failure;

    public Task<RunnerStatus> InstallAsync(
        SiloOptions options,
        string name,
        Action<long> onProgress,
        CancellationToken cancellationToken)
    {
        foreach (var size in Sizes)
        {
            onProgress(size);
        }

        return Failure is null ? Task.FromResult(Found.Single(runner => runner.Name == name)) : throw Failure;
    }
}
