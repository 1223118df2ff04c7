using System.Collections;
using Factory.Agents.Runners;
using Factory.Configuration.Reading;
using Factory.Contracts.Errors;
using Factory.Domain;
using Factory.Domain.Configuration;
using Factory.Domain.Runners;
using Factory.Silo.Discovery;
using Factory.Silo.Hosting;
using Factory.Silo.Runners;

namespace Factory.Silo.Maintenance;

/// <inheritdoc cref="IRunnerMaintenance"/>
public sealed class RunnerMaintenance : IRunnerMaintenance
{
    // CLIs that run on Node load all of their files first; on a busy machine this takes seconds.
    private static readonly DiscoveryOptions Discovery = new() { VersionTimeout = TimeSpan.FromSeconds(20) };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunnerStatus>> ListAsync(SiloOptions options, CancellationToken cancellationToken)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        return await CreateInventory(paths).ListAsync(ReadConfig(options), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RunnerStatus> InstallAsync(
        SiloOptions options,
        string name,
        Action<long> onProgress,
        CancellationToken cancellationToken)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        var config = ReadConfig(options);
        var runner = config.Runners.FirstOrDefault(r => r.Name == name) ?? throw Unknown(name, config.Runners);
        await new RunnerInstaller(paths, new Npm(ReadEnvironment()), ReadVersionAsync, TimeProvider.System)
            .InstallAsync(runner, onProgress, cancellationToken);
        return (await CreateInventory(paths).ListAsync(config, cancellationToken)).Single(status => status.Name == name);
    }

    private static RunnerInventory CreateInventory(FactoryPaths paths) => new(
        paths,
        new RunnerPrograms(
            paths,
            Environment.GetEnvironmentVariable("PATH"),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)),
        ReadVersionAsync);

    private static FactoryConfig ReadConfig(SiloOptions options) => SiloConfigReaders.CreateReader(options).Load().Config;

    private static Task<string?> ReadVersionAsync(string program, CancellationToken cancellationToken) =>
        VersionProbe.ReadVersionAsync(program, Discovery, TimeProvider.System, cancellationToken);

    private static Dictionary<string, string> ReadEnvironment() =>
        Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!, StringComparer.Ordinal);

    private static FactoryException Unknown(string name, IReadOnlyList<RunnerDefinition> runners)
    {
        string[] names = [.. runners.Select(r => r.Name).Order(StringComparer.Ordinal)];
        var shown = VisibleText.Shorten(VisibleText.ToLine(name), 60);
        return new FactoryException(
            ErrorCodes.NotFound,
            $"There is no runner '{shown}'{SpellingSuggestion.Hint(name, names)}",
            names.Length == 0
                ? "Add a file to the folder 'runners' of the configuration."
                : $"There are {string.Join(", ", names)}; add another as a file in the folder 'runners' of the configuration.");
    }
}
