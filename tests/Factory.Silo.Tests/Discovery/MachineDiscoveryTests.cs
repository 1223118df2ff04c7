using Factory.Contracts.Api;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Domain.Sandbox;
using Factory.Silo.Discovery;

namespace Factory.Silo.Tests.Discovery;

public sealed class MachineDiscoveryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("factory-discovery-").FullName;
    private readonly Dictionary<string, string?> _variables = new() { ["OLLAMA_HOST"] = "127.0.0.1:1" };

    public MachineDiscoveryTests() => _variables["PATH"] = $"relative:{_folder}:/usr/bin:/bin";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task LookAsync_KeyIsSet_ShowsItsNameAndNeverItsValue()
    {
        _variables["OPENAI_API_KEY"] = "sk-very-secret";
        _variables["ANTHROPIC_API_KEY"] = "sk-also-secret";
        _variables["CEREBRAS_API_KEY"] = " ";

        var found = await LookAsync();

        Find(found, "OPENAI_API_KEY").ShouldBe(new DiscoveredItem("OPENAI_API_KEY", true, "set, for openai"));
        Find(found, "ANTHROPIC_API_KEY")
            .ShouldBe(new DiscoveredItem("ANTHROPIC_API_KEY", false, "set, but no provider in models.json uses it"));
        Find(found, "CEREBRAS_API_KEY").ShouldBe(new DiscoveredItem("CEREBRAS_API_KEY", false, "not set"));
        found.ShouldAllBe(f => !f.Detail.Contains("secret"));
    }

    [Fact]
    public async Task LookAsync_ClisOnThePath_NamesThemWithoutStartingThem()
    {
        var started = Path.Combine(_folder, "started");
        Program("claude", $"touch {started}; echo 2.1");
        File.WriteAllText(Path.Combine(_folder, "codex"), "not executable");

        var found = await LookAsync();

        Find(found, "claude").ShouldBe(new DiscoveredItem("claude", true, Path.Combine(_folder, "claude")));
        Find(found, "codex").ShouldBe(new DiscoveredItem("codex", false, "not on the PATH"));
        File.Exists(started).ShouldBeFalse();
    }

    [Fact]
    public async Task LookAsync_GitSandboxAndDotnet_AreDescribed()
    {
        var sdk = Path.Combine(_folder, "dotnet-home");
        Directory.CreateDirectory(Path.Combine(sdk, "sdk", "10.0.401"));
        File.WriteAllText(Path.Combine(sdk, "dotnet"), "");
        _variables["DOTNET_ROOT"] = sdk;

        var found = await LookAsync();

        Find(found, "Git").ShouldSatisfyAllConditions(g => g.Found.ShouldBeTrue(), g => g.Detail.ShouldStartWith("git version "));
        Find(found, "Sandbox").ShouldSatisfyAllConditions(s => s.Found.ShouldBeFalse(), s => s.Detail.ShouldContain("--unsandboxed"));
        Find(found, "Dotnet").ShouldSatisfyAllConditions(d => d.Found.ShouldBeTrue(), d => d.Detail.ShouldEndWith("SDK 10.0.401"));
    }

    [Theory]
    [InlineData("""{"models":[{"name":"qwen3"},{"name":"llama\u001b[31m"}]}""", true, "2 models: qwen3, llama [31m")]
    [InlineData("""{"models":[]}""", false, "has no models")]
    [InlineData("""[]""", false, "is not Ollama")]
    [InlineData("<html>", false, "is not Ollama")]
    public async Task LookAsync_OllamaAnswers_ListsItsModels(string answer, bool isFound, string detail)
    {
        using var server = OllamaStandIn.Start(answer);
        _variables["OLLAMA_HOST"] = server.Address;

        var found = Find(await LookAsync(), "Ollama");

        found.Found.ShouldBe(isFound, found.Detail);
        found.Detail.ShouldContain(detail);
    }

    [Fact]
    public async Task LookAsync_OllamaHangs_GivesUpAtTheLimit()
    {
        using var server = OllamaStandIn.Start(answer: null);
        _variables["OLLAMA_HOST"] = server.Address;

        Find(await LookAsync(patience: TimeSpan.FromMilliseconds(300)), "Ollama").Detail.ShouldEndWith("within 300 ms");
    }

    [Theory]
    [InlineData("http://example.org:11434", "another machine")]
    [InlineData("file:///etc/passwd", "is not an address")]
    public async Task LookAsync_OllamaIsElsewhere_IsNotAsked(string host, string detail)
    {
        _variables["OLLAMA_HOST"] = host;

        Find(await LookAsync(), "Ollama").Detail.ShouldContain(detail);
    }

    private static DiscoveredItem Find(IReadOnlyList<DiscoveredItem> found, string name) => found.Single(f => f.Name == name);

    private Task<IReadOnlyList<DiscoveredItem>> LookAsync(TimeSpan? patience = null)
    {
        var options = new DiscoveryOptions
        {
            GetEnvironmentVariable = n => _variables.GetValueOrDefault(n),
            VersionTimeout = TimeSpan.FromSeconds(2),
            OllamaTimeout = patience ?? TimeSpan.FromSeconds(30)
        };
        var openai = new ProviderDefinition(
            "openai",
            ModelApi.OpenAIChat,
            "https://api.openai.com/v1",
            "OPENAI_BASE_URL",
            "OPENAI_API_KEY",
            false,
            4,
            false,
            []);
        return new MachineDiscovery(options, new ModelCatalogue([openai]), new NoSandbox(), TimeProvider.System).DiscoverAsync(
            CancellationToken.None);
    }

    private void Program(string name, string script)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private sealed class NoSandbox : ISandbox
    {
        public string Description => "none";

        public bool IsIsolated => false;

        public Task<CommandResult> RunAsync(SandboxedCommand command, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ISandboxedProcess Start(SandboxedCommand command) => throw new NotSupportedException();

        public ISandboxedProcess? Adopt(SandboxedCommand command) => null;

        public IReadOnlyList<string> FindSurvivors(string prefix) => [];
    }
}
