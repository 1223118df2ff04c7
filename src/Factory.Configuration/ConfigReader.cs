using Factory.Configuration.Agents;
using Factory.Configuration.Models;
using Factory.Configuration.Pipelines;
using Factory.Configuration.Policies;
using Factory.Configuration.Reading;
using Factory.Configuration.Reload;
using Factory.Configuration.Runners;
using Factory.Configuration.Silos;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Runners;

namespace Factory.Configuration;

/// <summary>Reads and checks <c>silo-config/</c>: each file, and the rules between files.</summary>
/// <param name="folder">Full path, see <see cref="ConfigFolder"/>.</param>
/// <param name="context">What the files are checked against.</param>
public sealed class ConfigReader(string folder, ConfigContext context)
{
    /// <summary>Full path of the folder.</summary>
    public string Folder => folder;

    /// <summary>What the files are checked against.</summary>
    public ConfigContext Context => context;

    /// <summary>
    /// Every file that makes up the configuration, relative to the folder; required files are listed even when they are
    /// missing.
    /// </summary>
    internal static IReadOnlyList<string> FilesOf(string folder) =>
        [
            CatalogueFile.Name,
            PolicyFile.Name,
            SiloSettingsFile.Name,
            .. ConfigFileLoader.ListFiles(folder, "agents", ".md"),
            .. ConfigFileLoader.ListFiles(folder, "pipelines", ".yaml"),
            .. ConfigFileLoader.ListFiles(folder, RunnerFile.Folder, ".yaml")
        ];

    /// <summary>Reads the folder.</summary>
    /// <exception cref="FactoryException"><c>config.invalid</c>; its message lists every problem of every
    /// file.</exception>
    public LoadedConfig Load()
    {
        // The fingerprint is taken before the files are read: a file that changes in between then differs from it and
        // is read again.
        var files = ConfigFingerprint.Of(folder);
        return new LoadedConfig(TryLoad().OrThrow($"The configuration in {folder}"), files);
    }

    /// <summary>Reads the folder; returns problems instead of throwing.</summary>
    public ConfigResult<FactoryConfig> TryLoad()
    {
        var problems = new ConfigProblems();
        if (!Directory.Exists(folder))
        {
            return new(
                null,
                [new(folder, 0, $"the configuration folder does not exist; name another with --config or {ConfigFolder.Variable}")]);
        }

        var agents = ConfigFileLoader.ReadAll(folder, "agents", ".md", "agents/rex.md", problems)
            .Select(f => AgentFile.Read(f.File, f.Text))
            .OfType<ParsedAgent>()
            .ToList();
        var pipelines = ConfigFileLoader.ReadAll(folder, "pipelines", ".yaml", "pipelines/product.yaml", problems)
            .Select(f => PipelineFile.Read(f.File, f.Text))
            .OfType<ParsedPipeline>()
            .ToList();
        var runnerFiles = ConfigFileLoader.ListFiles(folder, RunnerFile.Folder, ".yaml");

        // Optional, so an absent folder is not a problem as it is for agents.
        var runners = runnerFiles.Count == 0
            ? []
            : ConfigFileLoader.ReadAll(folder, RunnerFile.Folder, ".yaml", "runners/claude.yaml", problems)
                .Select(f => RunnerFile.Read(f.File, f.Text))
                .OfType<RunnerDefinition>()
                .ToList();
        var policy = PolicyFile.Read(folder, problems);
        var catalogue = CatalogueFile.Read(folder, context, problems);
        SiloSettingsFile.Read(folder, context, problems);

        // Also when single files have problems: the operator gets everything in one run of 'factory config check'.
        var areAllAgentsRead = agents.Count == ConfigFileLoader.ListFiles(folder, "agents", ".md").Count;
        CrossFileRules.Check(
            new ParsedConfig(agents, areAllAgentsRead, pipelines, policy, catalogue, [.. runnerFiles.Select(NameOf)]),
            context.Targets);

        return problems.Count > 0 || policy is null || catalogue is null
            ? new(null, problems.All)
            : new(
                new FactoryConfig([.. agents.Select(a => a.Agent)], catalogue.Usable, [.. pipelines.Select(p => p.Pipeline)], policy)
                {
                    Runners = runners,
                },
                []);
    }

    /// <summary>Reads only <c>silo.yaml</c>, the optional settings of this silo.</summary>
    public ConfigResult<SiloSettings> TryLoadSilo()
    {
        var problems = new ConfigProblems();
        var settings = SiloSettingsFile.Read(folder, context, problems);
        return new(problems.Count == 0 ? settings : null, problems.All);
    }

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);
}
