using System.Text;
using System.Text.Json;
using Factory.Contracts.Ledger;

namespace Factory.Gateway.Tests.ApiFormats;

/// <summary>
/// An Ollama server behind the gateway: called over its own chat API, since only that has a context size, whatever the
/// client speaks.
/// </summary>
public sealed class OllamaChatApiFormatTests
{
    private const string Done =
        """{"model":"small","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":100,"eval_count":7}""";

    public static TheoryData<ModelApi> Clients =>
        [ModelApi.OpenAIChat, ModelApi.OpenAIResponses, ModelApi.AnthropicMessages, ModelApi.GeminiGenerateContent];

    [Theory, MemberData(nameof(Clients))]
    public async Task Rewrite_AnyClient_SendsTheContextSize(ModelApi client)
    {
        await using var gateway = await StartAsync(c =>
            c.JsonAsync(
                """{"model":"small","message":{"role":"assistant","content":"hello"},"done":true,"done_reason":"stop","prompt_eval_count":100,"eval_count":7}"""));

        using var response = await gateway.PostAsync(ApiSample.All[client].Path, ApiSample.All[client].Body);

        (await response.Content.ReadAsStringAsync()).ShouldContain("hello");
        Check(gateway, isStream: false);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task Rewrite_StreamOfAnyClient_SendsTheContextSize(ModelApi client)
    {
        await using var gateway = await StartAsync(c =>
            LinesAsync(
                c,
                """{"model":"small","message":{"role":"assistant","content":"hel"},"done":false}""",
                """{"model":"small","message":{"role":"assistant","content":"lo"},"done":false}""",
                Done));

        using var response = await gateway.PostAsync(ApiSample.All[client].StreamPath, ApiSample.All[client].StreamBody);

        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("hel");
        text.ShouldContain(client switch
        {
            ModelApi.OpenAIChat =>
            "[DONE]",
            ModelApi.AnthropicMessages => "message_stop",
            ModelApi.OpenAIResponses => "response.completed",
            _ => "STOP"
        });
        Check(gateway, isStream: true);
    }

    [Fact]
    public async Task ReadEvent_StreamInAnyPieces_IsTheSame()
    {
        var lines = Encoding.UTF8.GetBytes(
            """{"message":{"role":"assistant","content":"hé\n{\"done\":true}"},"done":false}""" + "\r\n\n"
            + """{"message":{"tool_calls":[{"function":{"name":"look","arguments":{"done":true,"eval_count":99}}}]},"done":false}"""
                + "\n"
                + Done);
        await using var gateway = await StartAsync(async c =>
        {
            c.Context.Response.ContentType = "application/x-ndjson";
            foreach (var letter in lines)
            {
                await c.SendAsync([letter]);
            }
        });

        using var response = await gateway.PostAsync("/v1/messages", ApiSample.All[ModelApi.AnthropicMessages].StreamBody);

        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("h\u00e9");
        text.ShouldContain("look");
        text.ShouldContain("message_stop");
        Check(gateway, isStream: true);
    }

    [Fact]
    public async Task ReadEvent_StreamCutOff_IsAnError()
    {
        await using var gateway = await StartAsync(c => LinesAsync(c, """{"message":{"role":"assistant","content":"hel"},"done":false}"""));

        using var response = await gateway.PostAsync("/v1/chat/completions", ApiSample.All[ModelApi.OpenAIChat].StreamBody);

        (await response.Content.ReadAsStringAsync()).ShouldContain("ended its answer in the middle");
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Outcome.ShouldBe(CallOutcome.Interrupted);
    }

    [Fact]
    public async Task Rewrite_RequestTooLong_IsRejectedAndNotCut()
    {
        await using var gateway = await StartAsync(c => c.JsonAsync("""{"error":"input length exceeds the context length"}""", 400));

        using var response = await gateway.PostAsync("/v1/chat/completions", ApiSample.All[ModelApi.OpenAIChat].Body);

        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldContain("input length exceeds the context length");
    }

    [Theory]
    [InlineData("\"hi\"", "", "[0.5,-1]")]
    [InlineData("[\"hi\"]", ",\"encoding_format\":\"float\",\"dimensions\":2", "[0.5,-1]")]
    [InlineData("[\"hi\"]", ",\"encoding_format\":\"base64\"", "\"AAAAPwAAgL8=\"")]
    public async Task Rewrite_Embeddings_SendTheContextSize(string input, string more, string vector)
    {
        await using var gateway = await StartAsync(c =>
            c.JsonAsync("""{"model":"small","embeddings":[[0.5,-1]],"total_duration":1,"prompt_eval_count":30}"""));

        using var response = await gateway.PostAsync("/v1/embeddings", $$"""{"model":"lab/small","input":{{input}}{{more}}}""");

        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain($"\"embedding\":{vector}");
        JsonDocument.Parse(text).RootElement.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(30);
        var sent = gateway.Upstream.Calls.ShouldHaveSingleItem();
        sent.Target.ShouldBe("/api/embed");
        sent.Json()
            .GetProperty("options")
            .GetProperty("num_ctx")
            .GetInt32()
            .ShouldBe(gateway.Endpoints.Connections[0].Provider.Models[0].ContextTokens);
        sent.Json().GetProperty("truncate").GetBoolean().ShouldBeFalse();
        sent.Json().GetProperty("input")[0].GetString().ShouldBe("hi");
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Usage!.Value.Input.ShouldBe(30);
    }

    [Theory]
    [InlineData("[[1,2]]", "tokens mean nothing to another provider's model")]
    [InlineData("7", "input")]
    public async Task Rewrite_EmbeddingsThatOllamaCannotMake_AreRejected(string input, string why)
    {
        await using var gateway = await StartAsync(c => c.JsonAsync("{}"));

        using var response = await gateway.PostAsync("/v1/embeddings", $$"""{"model":"lab/small","input":{{input}}}""");

        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldContain(why);
        gateway.Upstream.Calls.ShouldBeEmpty();
    }

    private static Task<GatewayHost> StartAsync(Func<UpstreamRequest, Task> script) =>
        GatewayHost.StartAsync(script, [ModelApi.OllamaChat, ModelApi.OllamaEmbeddings]);

    private static async Task LinesAsync(UpstreamRequest call, params string[] lines)
    {
        call.Context.Response.ContentType = "application/x-ndjson";
        foreach (var line in lines)
        {
            await call.SendAsync(line + "\n");
        }
    }

    private static void Check(GatewayHost gateway, bool isStream)
    {
        var sent = gateway.Upstream.Calls.ShouldHaveSingleItem();
        sent.Target.ShouldBe("/api/chat");
        var options = sent.Json().GetProperty("options");
        options.GetProperty("num_ctx").GetInt32().ShouldBe(gateway.Endpoints.Connections[0].Provider.Models[0].ContextTokens);
        options.GetProperty("num_predict").GetInt32().ShouldBe(500);
        sent.Json().GetProperty("truncate").GetBoolean().ShouldBeFalse();
        sent.Json().GetProperty("stream").GetBoolean().ShouldBe(isStream);
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        call.End.Outcome.ShouldBe(CallOutcome.Succeeded);
        (call.End.Usage!.Value.Input, call.End.Usage!.Value.Output).ShouldBe((100, 7));
    }
}
