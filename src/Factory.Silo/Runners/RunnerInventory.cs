using Factory.Agents.Runners;
using Factory.Domain.Configuration;
using Factory.Domain.Runners;
using Factory.Sandbox;

namespace Factory.Silo.Runners;

/// <summary>Finds the configured coding CLIs on this machine.</summary>
/// <param name="paths">The data folder.</param>
/// <param name="programs">Finds programs as attempts do.</param>
/// <param name="readVersion">Starts a program for its version; null when it fails.</param>
internal sealed class RunnerInventory(
    FactoryPaths paths,
    RunnerPrograms programs,
    Func<string, CancellationToken, Task<string?>> readVersion)
{
    /// <summary>Every configured runner, in the order of their names.</summary>
    public async Task<IReadOnlyList<RunnerStatus>> ListAsync(FactoryConfig config, CancellationToken cancellationToken)
    {
        var found = config.Runners.ToDictionary(runner => runner.Name, programs.Find, StringComparer.Ordinal);
        var statuses = config.Runners
            .OrderBy(runner => runner.Name, StringComparer.Ordinal)
            .Select(runner => DescribeAsync(runner, config, found, cancellationToken));
        return await Task.WhenAll(statuses);
    }

    private async Task<RunnerStatus> DescribeAsync(
        RunnerDefinition runner,
        FactoryConfig config,
        Dictionary<string, RunnerProgram?> found,
        CancellationToken cancellationToken)
    {
        var package = runner.Package is null ? null : RunnerPackage.Parse(runner.Package);
        var program = found[runner.Name];
        var version = program is null ? null : await readVersion(program.Path, cancellationToken);
        var source = SourceOf(runner, program);
        var agents = config.Agents.Where(agent => agent.Runners.Contains(runner.Name)).ToList();
        return new RunnerStatus(
            runner.Name,
            package?.Name,
            package?.Version,
            source,
            program?.Path,
            version,
            package is null || version is null || package.IsNamedIn(version),
            source == RunnerSource.Installed ? UntrustedDirectory.Measure(paths.RunnerInstallation(runner.Name)).Bytes : null,
            [.. agents.Select(agent => agent.Name)],
            [.. agents.Where(agent => agent.Runners.FirstOrDefault(IsThere) == runner.Name).Select(agent => agent.Name)]);

        bool IsThere(string name) => found.GetValueOrDefault(name) is not null;
    }

    private RunnerSource SourceOf(RunnerDefinition runner, RunnerProgram? program) =>
        program is null ? RunnerSource.Missing
            : program.Path.StartsWith(paths.RunnerInstallation(runner.Name) + "/", StringComparison.Ordinal) ? RunnerSource.Installed
            : RunnerSource.Path;
}
