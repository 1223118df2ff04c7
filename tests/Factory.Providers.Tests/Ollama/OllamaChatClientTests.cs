using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Availability;
using Factory.Providers.Models;
using Factory.Providers.Ollama;
using Factory.Providers.Tests.Http;
using Factory.Providers.Tests.Models;
using Factory.TestKit.Fakes;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Tests.Ollama;

public sealed class OllamaChatClientTests : IDisposable
{
    private const string Catalogue =
        """{"providers":[{"name":"ollama","api":"ollama","baseUrl":"http://127.0.0.1:11434","baseUrlVariable":"OLLAMA_HOST","models":[]}]}""";

    private static readonly ChatMessage[] Question = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "How many?")];

    private readonly ProviderHarness _lab = new();

    [Fact]
    public async Task GetResponse_Request_SetsContextAndKeepAliveAndForbidsTruncation()
    {
        await using var server = await FakeModelServer.StartAsync(_ =>
            ScriptedResponse.FromText("Five.") with { Thinking = "Let me count." });
        await using var session = _lab.Open(ModelApi.OllamaChat, server.BaseUrl(ModelApi.OllamaChat));
        var response = await session.Client.GetStreamingResponseAsync(Question, new ChatOptions { MaxOutputTokens = 77 })
            .ToChatResponseAsync();
        response.Text.ShouldBe("Five.");
        response.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().Single().Text.ShouldBe("Let me count.");
        session.Usage.Input.ShouldBeGreaterThan(0);

        var body = server.Requests.Single().Body;
        body.GetProperty("options").GetProperty("num_ctx").GetInt32().ShouldBe(ProviderHarness.Model.ContextTokens);
        body.GetProperty("options").GetProperty("num_predict").GetInt32().ShouldBe(77);
        body.GetProperty("keep_alive").GetString().ShouldBe(OllamaChatClient.KeepAlive);
        body.GetProperty("truncate").GetBoolean().ShouldBeFalse();
        body.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()).ShouldBe(["system", "user"]);
    }

    [Fact]
    public async Task GetResponse_ToolsAndReasoning_GoBothWays()
    {
        await using var server = await FakeModelServer.StartAsync(t => t.Number == 0
            ? ScriptedResponse.FromToolCalls(
                ScriptedToolCall.Of("read_file", new { path = "a.cs" }),
                ScriptedToolCall.Of("list_files", new { })) with
            { Thinking = "Look first." }
            : ScriptedResponse.FromText("Five."));
        await using var session = _lab.Open(ModelApi.OllamaChat, server.BaseUrl(ModelApi.OllamaChat));
        var options = new ChatOptions
        {
            Tools = [AIFunctionFactory.CreateDeclaration("read_file", "Reads.", JsonDocument.Parse("""{"type":"object"}""").RootElement)]
        };
        var history = new List<ChatMessage>(Question);
        var first = await session.Client.GetStreamingResponseAsync(history, options).ToChatResponseAsync();
        first.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        var calls = first.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
        calls.Select(c => c.CallId).Distinct().Count().ShouldBe(2, "Ollama gives no ids");
        history.AddRange(first.Messages);
        history.Add(new ChatMessage(ChatRole.Tool, [.. calls.Select(AIContent (c) => new FunctionResultContent(c.CallId, "nothing"))]));
        await session.Client.GetStreamingResponseAsync(history, options).ToChatResponseAsync();

        var body = server.Requests.Last().Body;
        body.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString().ShouldBe("read_file");
        var messages = body.GetProperty("messages").EnumerateArray().ToList();
        messages.Select(m => m.GetProperty("role").GetString()).ShouldBe(["system", "user", "assistant", "tool", "tool"]);
        messages[2].GetProperty("thinking").GetString().ShouldBe("Look first.");
        messages[2].GetProperty("tool_calls")[0].GetProperty("function")
            .GetProperty("arguments")
            .GetProperty("path")
            .GetString()
            .ShouldBe("a.cs");
        messages[4].GetProperty("tool_name").GetString().ShouldBe("list_files");
    }

    [Fact]
    public async Task PullAsync_Model_ReportsProgressAndIsListed()
    {
        await using var server = await FakeModelServer.StartAsync(_ => ScriptedResponse.FromText(""));
        using var ollama = _lab.Ollama(server);
        (await ollama.ListLocalModelsAsync()).Select(m => m.Name).ShouldBe(["qwen3:8b"]);
        var steps = new List<ModelPullProgress>();
        await foreach (var step in OllamaPull.PullAsync("llama3.2:latest", Variables.Of(("OLLAMA_HOST", server.Address)), _lab.Time))
        {
            steps.Add(step);
        }

        steps[0].ShouldBe(new ModelPullProgress("pulling manifest", null, null));
        steps.ShouldContain(new ModelPullProgress("pulling dde5aa3fc5ff", 500_000, 2_000_000));
        steps[^1].Status.ShouldBe("success");
        (await ollama.ListLocalModelsAsync()).Select(m => m.Name).ShouldBe(["llama3.2:latest", "qwen3:8b"]);
    }

    [Theory]
    [InlineData(
        "no-such-model",
        ErrorCodes.ModelUnavailable,
        "ollama/no-such-model: the server answered 500: pull model manifest: file does not exist")]
    [InlineData("cut-off", ErrorCodes.ModelResponseInvalid, "ollama/cut-off: the answer ended before it was complete.")]
    public async Task PullAsync_Failure_Throws(string model, string code, string message)
    {
        await using var server = await FakeModelServer.StartAsync(_ => ScriptedResponse.FromText(""));
        var failed = await Should.ThrowAsync<FactoryException>(async () =>
        {
            await foreach (var _ in OllamaPull.PullAsync(model, Variables.Of(("OLLAMA_HOST", server.Address)), _lab.Time))
            {
                // Until it ends.
            }
        });
        (failed.Code, failed.Message).ShouldBe((code, message));
    }

    [Fact]
    public async Task GetResponse_CallerCancels_DoesNotWait()
    {
        await using var server = await FakeModelServer.StartAsync(_ =>
            ScriptedResponse.FromText(new string('x', 5_000)) with { Fault = ResponseFault.Stall });
        await using var session = _lab.Open(ModelApi.OllamaChat, server.BaseUrl(ModelApi.OllamaChat));
        using var cancel = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in session.Client.GetStreamingResponseAsync(Question, cancellationToken: cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task Discover_InstalledModels_JoinTheCatalogue()
    {
        await using var server = await FakeModelServer.StartAsync(_ => ScriptedResponse.FromText(""));
        server.Ollama.Installed["tiny:1b"] = 4_096;
        server.Ollama.Installed["huge:cloud"] = 262_144;
        server.Ollama.Remote["huge:cloud"] = "https://ollama.com";
        var host = new Uri(server.Address).Authority;
        var provider = Detect(host).Provider;
        provider.Models.Select(m => (m.Ref.Model, m.ContextTokens, m.Tier, m.Prices.Input))
            .ShouldBe([
                ("qwen3:8b", OllamaModelDiscovery.MaxContextTokens, ModelTier.Local, Usd.Zero),
                ("tiny:1b", 4_096, ModelTier.Local, Usd.Zero)
            ]);
        provider.Models[0].Capabilities.ShouldBe(["tools", "reasoning", "json"]);
        Detect(host, ("OLLAMA_CONTEXT_LENGTH", "8192")).Provider.Models[0].ContextTokens.ShouldBe(8_192);
        (Detect(host).IsAvailable, Detect(host).Reason).ShouldBe((true, $"2 models at http://{host}/"));
    }

    [Theory]
    [InlineData(16_384, 16_384)]
    [InlineData(100_000, 40_960)]
    public async Task Discover_ConfiguredModel_IsBoundByWhatTheModelSupports(int said, int context)
    {
        await using var server = await FakeModelServer.StartAsync(_ => ScriptedResponse.FromText(""));
        var model =
            $$"""{"name":"qwen3:8b","family":"qwen3","tier":"local","inputPrice":0,"cachedInputPrice":0,"outputPrice":0,"contextTokens":{{said}},"maxOutputTokens":4096,"capabilities":["tools"],"priceSource":"s","priceDate":"2030-01-01"}""";
        var catalogue = Catalogues.Read(
            Catalogue.Replace("\"models\":[]", $"\"models\":[{model}]"),
            Variables.Of(("OLLAMA_HOST", server.Address)));
        catalogue.Providers[0].Models.Single().ContextTokens.ShouldBe(context);
    }

    [Fact]
    public void Discover_NoVariableOrNoServer_FindsNothing()
    {
        Detect(null).Reason.ShouldStartWith("OLLAMA_HOST is not set");
        var gone = Detect("127.0.0.1:9");
        gone.IsAvailable.ShouldBeFalse();
        gone.Reason.ShouldStartWith("no model at http://127.0.0.1:9/ when the factory started");
    }

    [Theory]
    [InlineData("127.0.0.1", "http://127.0.0.1:11434/")]
    [InlineData("0.0.0.0:5000", "http://127.0.0.1:5000/")]
    [InlineData(":5000", "http://127.0.0.1:5000/")]
    [InlineData("https://ollama.example.com", "https://ollama.example.com/")]
    [InlineData("http://box:80", "http://box/")]
    public void Discover_ShortHostVariable_IsAccepted(string host, string url)
    {
        var provider = Catalogues.Read(Catalogue, Variables.Of()).Providers[0];
        ProviderEndpoint.Resolve(provider, Variables.Of(("OLLAMA_HOST", host)))!.ToString().ShouldBe(url);
    }

    public void Dispose() => _lab.Dispose();

    private static ProviderAvailability Detect(string? host, params (string, string)[] more)
    {
        var variables = Variables.Of([.. more, .. host is null ? Array.Empty<(string, string)>() : [("OLLAMA_HOST", host)]]);
        return new EnvironmentProviderAvailability(Catalogues.Read(Catalogue, variables), variables).Providers[0];
    }
}
