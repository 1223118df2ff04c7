using Factory.Contracts.Errors;
using Factory.Domain.Models;
using Factory.Silo.Configuration;

namespace Factory.Silo.Tests.Configuration;

/// <summary>A configuration folder that is right until a test changes a file.</summary>
internal sealed class ConfigFiles : IDisposable
{
    public const string Agent = """
        ---
        name: rex
        description: Builds products.
        tools: [read_file, write_file]
        role: Builder
        kinds: [build, review]
        tier: cheap
        models: [openai/gpt-6-luna]
        ---

        You are Rex.
        """;

    public const string Pipeline = """
        description: Builds.
        max_rounds: 4
        stages:
          - name: build
            kind: build
            expects: change
            action: { kind: merge, class: merge }
          - name: test
            kind: review
            expects: review
            reviews: build
        """;

    public const string Policy = """
        actions:
          auto: [read]
          notify-after: [merge]
        kinds:
          build: { tier: cheap, turns: 12, tokens: 1_000_000, wall_clock: 20m }
        """;

    public ConfigFiles()
    {
        Folder = Directory.CreateTempSubdirectory("factory-config-").FullName;
        Write("agents/rex.md", Agent);
        Write("pipelines/product.yaml", Pipeline);
        Write("policy.yaml", Policy);
    }

    public string Folder { get; }

    public static ModelCatalogue NoModels(string path) => new([]);

    public static ModelCatalogue BrokenModels(string path) =>
        throw new FactoryException(ErrorCodes.ConfigInvalid, "models.json:3: the price is missing\nmodels.json:9: unknown tier 'chep'");

    public ConfigFiles Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public IReadOnlyList<string> Problems(Func<string, ModelCatalogue>? models = null, string[]? targets = null) =>
        [.. ConfigLoader.Check(Folder, models ?? NoModels, targets).Problems.Select(p => p.ToString())];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
