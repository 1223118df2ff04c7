using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Models;

namespace Factory.Silo.Configuration;

/// <summary>Reads all of <c>silo-config/</c> and checks it, each file and all of them together.</summary>
public static class ConfigLoader
{
    /// <summary>The model catalogue's file name.</summary>
    public const string CatalogueFile = "models.json";

    /// <summary>Reads the folder.</summary>
    /// <param name="folder">Full path, see <see cref="ConfigFolder"/>.</param>
    /// <param name="readCatalogue">Reads and checks <see cref="CatalogueFile"/> at a full path; throws <c>config.invalid</c> with one problem a line.</param>
    /// <param name="targets">Names of the deploy targets that pipelines may use; null to leave them unchecked.</param>
    /// <exception cref="FactoryException"><c>config.invalid</c>; its message lists every problem of every file.</exception>
    public static FactoryConfig Load(string folder, Func<string, ModelCatalogue> readCatalogue, IReadOnlyCollection<string>? targets = null)
    {
        var result = Check(folder, readCatalogue, targets);
        return result.Config ?? throw new FactoryException(
            ErrorCodes.ConfigInvalid,
            $"The configuration in {folder} has {(result.Problems.Count == 1 ? "1 error" : result.Problems.Count + " errors")}:\n"
                + string.Join('\n', result.Problems.Select(p => "  " + p)),
            "Correct the files and check them with: factory config check");
    }

    /// <summary>Reads the folder and returns what is wrong with it instead of throwing. Parameters as in <see cref="Load"/>.</summary>
    public static ConfigResult Check(string folder, Func<string, ModelCatalogue> readCatalogue, IReadOnlyCollection<string>? targets = null)
    {
        var problems = new ConfigProblems();
        if (!Directory.Exists(folder))
        {
            problems.Add(folder, 0, $"the configuration folder does not exist; name another with --config or {ConfigFolder.Variable}");
            return new ConfigResult(null, problems.All);
        }

        var agents = ConfigText.ReadAll(folder, "agents", ".md", "agents/rex.md", problems)
            .Select(f => AgentFile.Read(f.File, f.Text, problems)).OfType<ParsedAgent>().ToList();
        var pipelines = ConfigText.ReadAll(folder, "pipelines", ".yaml", "pipelines/product.yaml", problems)
            .Select(f => PipelineFile.Read(f.File, f.Text, problems)).OfType<ParsedPipeline>().ToList();
        var policy = ConfigText.Read(folder, PolicyFile.Name, problems) is { } text ? PolicyFile.Read(PolicyFile.Name, text, problems) : null;
        var catalogue = ReadCatalogue(folder, readCatalogue, problems);
        SiloFileReader.Read(folder, Environment.GetEnvironmentVariable, problems);
        ConfigChecks.Check(agents, pipelines, policy, targets ?? [], problems);

        return problems.Count > 0 || policy is null || catalogue is null
            ? new ConfigResult(null, problems.All)
            : new ConfigResult(new FactoryConfig([.. agents.Select(a => a.Agent)], catalogue, [.. pipelines.Select(p => p.Pipeline)], policy), []);
    }

    private static ModelCatalogue? ReadCatalogue(string folder, Func<string, ModelCatalogue> read, ConfigProblems problems)
    {
        try
        {
            return read(Path.Combine(folder, CatalogueFile));
        }
        catch (FactoryException e) when (e.Code == ErrorCodes.ConfigInvalid)
        {
            foreach (var line in e.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                problems.Add(CatalogueFile, 0, line);
            }

            return null;
        }
    }
}
