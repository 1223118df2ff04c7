using System.Text;
using System.Text.Json.Nodes;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Ollama;

/// <summary>Ollama's own chat behind clients of every API.</summary>
public sealed class OllamaTranslationTests
{
    private const string Chat = """
        {"model":"m","stream":true,"max_completion_tokens":77,"temperature":0.5,"top_p":0.9,"stop":["END"],"seed":7,"reasoning_effort":"high","response_format":{"type":"json_object"},
         "tools":[{"type":"function","function":{"name":"read_file","description":"Reads.","parameters":{"type":"object","properties":{"path":{"type":"string"}}}}},{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}],
         "messages":[{"role":"system","content":"Be brief."},
           {"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}}]},
           {"role":"assistant","content":"Let me see.","tool_calls":[{"id":"a1","type":"function","function":{"name":"read_file","arguments":"{\"path\":\"x\"}"}}]},
           {"role":"tool","tool_call_id":"a1","content":"nothing"}]}
        """;

    private static readonly TranslationContext Context = Sample.Context with { UpstreamModel = "qwen3:8b", ContextTokens = 32_768 };

    [Fact]
    public void TranslateRequest_AnyRequest_IsNeverCut()
    {
        var sent = Write(Chat, Context);

        (sent["truncate"]!.GetValue<bool>(), sent["shift"]!.GetValue<bool>()).ShouldBe((false, false));
    }

    [Fact]
    public void TranslateRequest_Settings_AreOptions() => Write(Chat, Context)["options"]!.ToJsonString()
        .ShouldBe("""{"num_ctx":32768,"num_predict":77,"temperature":0.5,"top_p":0.9,"seed":7,"stop":["END"]}""");

    [Fact]
    public void TranslateRequest_ModelFormatAndStream_AreFields()
    {
        var sent = Write(Chat, Context);

        (sent["model"]!.ToString(), sent["format"]!.ToString(), sent["stream"]!.GetValue<bool>()).ShouldBe(("qwen3:8b", "json", true));
    }

    [Fact]
    public void TranslateRequest_Messages_HaveImagesAndArgumentsAsOllamaTakesThem()
    {
        var messages = Write(Chat, Context)["messages"]!.AsArray();

        messages.Select(message => message!["role"]!.ToString()).ShouldBe(["system", "user", "assistant", "tool"]);
        messages[1]!["images"]![0]!.ToString().ShouldBe("aGk=");
        messages[2]!["tool_calls"]![0]!["function"]!["arguments"]!["path"]!.ToString().ShouldBe("x");
    }

    [Fact]
    public void TranslateRequest_ToolResult_NamesItsTool() =>
        Write(Chat, Context)["messages"]![3]!.ToJsonString().ShouldBe("""{"role":"tool","tool_name":"read_file","content":"nothing"}""");

    public static TheoryData<ModelApi, string> Clients => new()
    {
        { ModelApi.OpenAIChat, """{"model":"m","messages":[{"role":"user","content":"hi"}]}""" },
        { ModelApi.OpenAIResponses, """{"model":"m","input":"hi"}""" },
        { ModelApi.AnthropicMessages, """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}""" },
        { ModelApi.GeminiGenerateContent, """{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}""" },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public void TranslateRequest_EveryClient_SetsTheContextSize(ModelApi client, string body)
    {
        var sent = JsonNode.Parse(Translator.TranslateRequest(
            client,
            ModelApi.OllamaChat,
            Encoding.UTF8.GetBytes(body),
            Context).Body.Span)!;
        sent["options"]!["num_ctx"]!.GetValue<int>().ShouldBe(32_768);
        sent["messages"]![0]!["content"]!.ToString().ShouldBe("hi");
    }

    [Theory]
    [InlineData("\"none\"", "")]
    [InlineData("\"auto\"", "read_file look")]
    [InlineData("\"required\"", "read_file look")]
    [InlineData("""{"type":"function","function":{"name":"look"}}""", "look")]
    public void TranslateRequest_ToolChoice_DecidesWhichToolsAreSent(string choice, string offered) =>
        string.Join(
            ' ',
            Write(Chat.Replace("\"seed\":7", "\"tool_choice\":" + choice), Context)["tools"]?.AsArray()
                .Select(t => t!["function"]!["name"]!.ToString())
                ?? []).ShouldBe(offered);

    [Theory]
    [InlineData("gpt-oss:20b", "high", "\"high\"")]
    [InlineData("gpt-oss:20b", "minimal", "\"low\"")]
    [InlineData("qwen3:8b", "low", "true")]
    [InlineData("qwen3:8b", "none", "false")]
    public void TranslateRequest_Effort_BecomesWhatTheModelTakes(string model, string effort, string think) =>
        Write(Chat.Replace("\"high\"", $"\"{effort}\""), Context with { UpstreamModel = model })["think"]!.ToJsonString().ShouldBe(think);

    [Fact]
    public void TranslateRequest_ModelWithoutReasoning_GetsNoThink() =>
        Write(Chat, Context with { SupportsReasoning = false })["think"].ShouldBeNull();

    [Fact]
    public void TranslateRequest_ImageAtAnAddress_IsRejected() =>
        Should.Throw<TranslationException>(
            () => Write(Chat.Replace("data:image/png;base64,aGk=", "https://example.com/a.png"), Context)).Field.ShouldBe("image_url");

    [Theory]
    [InlineData(ModelApi.OpenAIChat)]
    [InlineData(ModelApi.OpenAIResponses)]
    [InlineData(ModelApi.AnthropicMessages)]
    [InlineData(ModelApi.GeminiGenerateContent)]
    public void CreateStreamTranslator_LinesOfAReply_EqualTheCompleteReply(ModelApi client)
    {
        var complete =
            Translator.ReadResponse(client, JsonText.Parse(Translator.TranslateResponse(ModelApi.OllamaChat, client, Encoding.UTF8.GetBytes(
            """{"model":"m","created_at":"t","message":{"role":"assistant","thinking":"hm","content":"ok","tool_calls":["""
                + """{"function":{"name":"look","arguments":{"done":true}}},{"function":"""
                + """{"name":"look","arguments":"{}"}}]},"done":true,"done_reason":"stop","prompt_eval_count":10,"eval_count":3}"""), Context, RequestMap.None), isReply: true), RequestMap.None, Context);
        complete.Parts.OfType<TextPart>().Single().Text.ShouldBe("ok");
        complete.Parts.OfType<ToolCallPart>()
            .Select(c => (c.Name.Name, c.Arguments))
            .ShouldBe([("look", """{"done":true}"""), ("look", "{}")]);
        complete.Parts.OfType<ToolCallPart>().Select(c => c.Id).ShouldBeUnique();
        complete.StopReason.ShouldBe(StopReason.ToolUse);
        complete.Usage.ShouldBe(new Usage(10, 0, 0, 3, 0));

        var events = Sse.Through(Translator.CreateStreamTranslator(
            ModelApi.OllamaChat,
            client,
            Context,
            new RequestMap(new Dictionary<string, ToolName>(), includeUsage: true)),
        [
            (null, """{"message":{"role":"assistant","content":"","thinking":"hm"},"done":false}"""),
            (null, """{"message":{"role":"assistant","content":"o"},"done":false}"""),
            (null, """{"message":{"role":"assistant","content":"k"},"done":false}"""),
            (
                null,
                """{"message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"look","arguments":"""
                    + """{"done":true}}}]},"done":false}"""),
            (
                null,
                """{"message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"look","arguments":"""
                    + """{}}}]},"done":false}"""),
            (
                null,
                """{"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":10,"eval_count":3}"""),
        ]);
        var collector = new ReplyCollector();
        var reader = Translator.CreateStreamReader(client, RequestMap.None, Context);
        foreach (var (name, data) in events)
        {
            reader.Read(name, Encoding.UTF8.GetBytes(data), collector);
        }

        collector.Reply.Parts.OfType<TextPart>().Single().Text.ShouldBe("ok");
        collector.Reply.Parts.OfType<ToolCallPart>()
            .Select(c => (c.Name.Name, c.Arguments))
            .ShouldBe([("look", """{"done":true}"""), ("look", "{}")]);
        collector.Reply.StopReason.WithToolCalls(calls: true).ShouldBe(StopReason.ToolUse);
        collector.Reply.Usage.ShouldBe(new Usage(10, 0, 0, 3, 0));
    }

    [Fact]
    public void WriteEvent_ErrorLine_EndsTheClientsStreamWithAnError() =>
        Sse.Through(
            Translator.CreateStreamTranslator(ModelApi.OllamaChat, ModelApi.AnthropicMessages, Context, RequestMap.None),
            [(null, """{"error":"model runner has unexpectedly stopped"}""")])[^1].Data
            .ShouldContain("model runner has unexpectedly stopped");

    [Fact]
    public void TranslateRequest_OllamasReasoning_IsSentBack()
    {
        var reply = JsonNode.Parse(Translator.TranslateResponse(ModelApi.OllamaChat, ModelApi.AnthropicMessages, Encoding.UTF8.GetBytes(
            """{"message":{"role":"assistant","thinking":"hm","content":"ok"},"done":true}"""), Context, RequestMap.None))!;
        var next =
            $$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":{{reply["content"]!.ToJsonString()}}},{"role":"user","content":"on"}]}""";
        var sent = JsonNode.Parse(Translator.TranslateRequest(
            ModelApi.AnthropicMessages,
            ModelApi.OllamaChat,
            Encoding.UTF8.GetBytes(next),
            Context).Body.Span)!;
        sent["messages"]![1]!["thinking"]!.ToString().ShouldBe("hm");
    }

    private static JsonNode Write(string body, TranslationContext context) =>
        JsonNode.Parse(Translator.TranslateRequest(
            ModelApi.OpenAIChat,
            ModelApi.OllamaChat,
            Encoding.UTF8.GetBytes(body),
            context).Body.Span)!;
}
