namespace Factory.Configuration.Tests.Support;

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
          build: { tier: cheap, max_turns: 12, max_tokens: 1_000_000, wall_clock: 20m }
        """;

    public const string Models = """
        {
          "providers": [
            {
              "name": "openai", "api": "openai-chat", "baseUrl": "https://api.openai.com/v1", "keyVariable": "OPENAI_API_KEY",
              "models": [
                {
                  "name": "gpt-6-luna", "family": "gpt-6", "tier": "cheap", "inputPrice": 0.1, "cachedInputPrice": 0.01, "outputPrice": 0.5,
                  "contextTokens": 100000, "maxOutputTokens": 8000, "capabilities": ["tools"], "priceSource": "s", "priceDate": "2026-01-31"
                }
              ]
            }
          ]
        }
        """;

    public ConfigFiles()
    {
        Folder = Directory.CreateTempSubdirectory("factory-config-").FullName;
        Write("agents/rex.md", Agent);
        Write("pipelines/product.yaml", Pipeline);
        Write("policy.yaml", Policy);
        Write("models.json", Models);
    }

    public string Folder { get; }

    public ConfigReader Reader => new(Folder, new ConfigContext { Targets = ["local"] });

    public ConfigFiles Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public IReadOnlyList<string> Problems() => [.. Reader.TryLoad().Problems.Select(p => p.ToString())];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
