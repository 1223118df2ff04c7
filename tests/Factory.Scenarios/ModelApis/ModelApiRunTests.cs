using Factory.Contracts.Models;
using Factory.Scenarios.Hosting;
using Factory.TestKit.Fakes;
using Factory.TestKit.Products;

namespace Factory.Scenarios.ModelApis;

/// <summary>A whole run over real HTTP in OpenAI's API format.</summary>
public sealed class ModelApiRunTests : IDisposable
{
    private const string Key = "sk-scenario-0123456789abcdef";

    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData(ModelApi.OpenAIChat)]
    [InlineData(ModelApi.AnthropicMessages)]
    [InlineData(ModelApi.OllamaChat)]
    public async Task Run_FailingCodeAndARejectedChange_AreSentBackUntilTheProductIsRight(ModelApi api)
    {
        await using var server = await FakeModelServer.StartAsync(new ShopTeam().Answer);
        server.Ollama.Installed["gpt-oss:20b"] = 131_072;
        Use(api, server);
        await using var silo = await _cli.UpAsync("--unsandboxed");
        var result = await _cli.RunAsync("run", "--json", "--budget", "3", "A page with our shop's hours");
        result.ExitCode.ShouldBe(0, result.ToString());
        var run = RunFinished.Of(result);
        run.Stages.ShouldAllBe(s => s.Provider == ProviderOf(api));
        run.Stages.Single(s => s.Name == "build").Attempts.ShouldBe(3);
        run.Stages.Single(s => s.Name == "test").Attempts.ShouldBe(3);
        run.CostUsd.ShouldBeInRange(api == ModelApi.OllamaChat ? 0 : 0.000001m, api == ModelApi.OllamaChat ? 0 : 3m);

        using var http = ProductClient.Create();
        (await http.GetStringAsync(run.Url)).ShouldContain("<title>Corner Shop</title>");
        server.Keys.Keys.ShouldBe([api == ModelApi.OllamaChat ? "" : "Bearer " + Key]);
        server.Requests.ShouldAllBe(t => t.Api == api);
        server.Requests.ShouldAllBe(t => t.IsStreaming);

        // The wrong pass was overruled by the evidence, and the builder was told what failed.
        var second = server.Requests.First(t => t.Kind == "build" && t.Attempt == 2);
        second.TaggedText("feedback")!.ShouldContain("0 passed, 1 failed");
        server.Requests.First(t => t.Kind == "build" && t.Attempt == 3).TaggedText("feedback")!.ShouldContain("title");

        // What the model got wrong came back to it as a result it could read.
        var results = server.Requests.Last(t => t.Kind == "build" && t.Attempt == 2).ToolResults;
        results.ShouldContain(r => r.Contains("no_such_tool"));

        foreach (var file in Directory.EnumerateFiles(_cli.Data, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is not (".lock" or ".sock")))
        {
            (await ReadSharedAsync(file)).ShouldNotContain(Key, Case.Sensitive, file);
        }
    }

    [Fact]
    public async Task Run_CapTooLow_StopsBeforeTheCallAndNamesTheFix()
    {
        await using var server = await FakeModelServer.StartAsync(new ShopTeam().Answer);
        Use(ModelApi.OpenAIChat, server);
        await using var silo = await _cli.UpAsync("--unsandboxed");
        var result = await _cli.RunAsync("run", "--json", "--budget", "0.000001", "A page with our shop's hours");
        result.ExitCode.ShouldNotBe(0);
        RunFinished.Of(result).Status.ShouldBe("failed");
        result.Output.ShouldContain("budget.exceeded");
        result.Output.ShouldContain("--budget");
        server.Requests.ShouldBeEmpty("no call may go out that the cap does not cover");
    }

    [Fact]
    public async Task Run_NoSandbox_RunsNoCommandsOfRealModelsAndNamesTheFix()
    {
        await using var server = await FakeModelServer.StartAsync(new ShopTeam().Answer);
        Use(ModelApi.OpenAIChat, server);
        _cli.With("FACTORY_SANDBOX", "none");
        await using var silo = await _cli.UpAsync();
        var result = await _cli.RunAsync("run", "--json", "A page with our shop's hours");
        result.ExitCode.ShouldNotBe(0);
        result.Output.ShouldContain("sandbox.missing");
        result.Output.ShouldContain("--unsandboxed");
    }

    [Fact]
    public async Task Run_ServerThatFailsNowAndThen_IsDelayedAndNotStopped()
    {
        var team = new ShopTeam();
        var calls = 0;
        await using var server = await FakeModelServer.StartAsync(turn =>
            Interlocked.Increment(ref calls) % 5 == 2 ? ScriptedResponse.FromError(503) : team.Answer(turn));
        Use(ModelApi.OpenAIChat, server);
        await using var silo = await _cli.UpAsync("--unsandboxed");
        var result = await _cli.RunAsync("run", "--json", "A page with our shop's hours");
        result.ExitCode.ShouldBe(0, result.ToString());
    }

    private void Use(ModelApi api, FakeModelServer server)
    {
        var (url, key) = api switch
        {
            ModelApi.OpenAIChat => ("OPENAI_BASE_URL", "OPENAI_API_KEY"),
            ModelApi.AnthropicMessages => ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY"),
            _ => ("OLLAMA_HOST", "UNUSED_KEY"),
        };
        _cli.With(url, server.BaseUrl(api)).With(key, Key);
    }

    private static string ProviderOf(ModelApi api) => api switch
    {
        ModelApi.OpenAIChat => "openai",
        ModelApi.AnthropicMessages => "anthropic",
        _ => "ollama",
    };

    private static async Task<string> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
