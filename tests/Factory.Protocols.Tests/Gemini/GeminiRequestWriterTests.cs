using System.Text;
using System.Text.Json.Nodes;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Gemini;

public sealed class GeminiRequestWriterTests
{
    private const string User = """{"role":"user","content":"hi"}""";

    [Fact]
    public void Write_CallsOfOtherVendors_HaveThePlaceholderOnTheFirstOfEachMessage()
    {
        var contents = Chat($$$$"""
            "messages":[{{{{User}}}},{"role":"assistant","content":"t","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"a","content":"x"},{"role":"tool","tool_call_id":"b","content":"[tool error]\ny"}]
            """)["contents"]!;

        contents[1]!["role"]!.ToString().ShouldBe("model");
        contents[1]!["parts"]!
            .AsArray()
            .Select(part => part!["thoughtSignature"]?.ToString())
            .ShouldBe([null, "skip_thought_signature_validator", null]);
        contents[2]!["parts"]!.AsArray().Select(part => part!["functionResponse"]!.ToJsonString()).ShouldBe(
            ["""{"id":"a","name":"f","response":{"output":"x"}}""", """{"id":"b","name":"g","response":{"error":"y"}}"""]);
    }

    [Fact]
    public void Write_ResultWithoutItsCall_IsRejected() =>
        Should.Throw<TranslationException>(
            () =>
                Chat($$$$""" "messages":[{{{{User}}}},{"role":"tool","tool_call_id":"lost","content":"x"}] """))
                    .Message.ShouldBe("messages: hold a result of call lost without the call, and Gemini needs its name; send the call " +
                        "too");

    [Fact]
    public void Write_Instructions_AreAtTheStartAndTaggedInTheMiddle()
    {
        var sent = Chat($$$$""" "messages":[{"role":"system","content":"a"},{{{{User}}}},{"role":"system","content":"b"}] """);

        sent["systemInstruction"]!.ToJsonString().ShouldBe("""{"parts":[{"text":"a"}]}""");
        sent["contents"]![0]!["parts"]![1]!["text"]!.ToString().ShouldBe("<system>\nb\n</system>");
    }

    [Theory]
    [InlineData("\"auto\"", """{"mode":"AUTO"}""")]
    [InlineData("\"required\"", """{"mode":"ANY"}""")]
    [InlineData("\"none\"", """{"mode":"NONE"}""")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", """{"mode":"ANY","allowedFunctionNames":["f"]}""")]
    public void Write_ToolChoice_IsAMode(string choice, string expected) =>
        Chat($$$$""" "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{{{{choice}}}} """)["toolConfig"]!["functionCallingConfig"]!
            .ToJsonString()
            .ShouldBe(expected);

    [Theory]
    [InlineData("gemini-2.5-flash", "none", """{"thinkingBudget":0}""")]
    [InlineData("gemini-2.5-pro", "none", null)]
    [InlineData("gemini-3-pro", "none", null)]
    [InlineData("gemini-2.5-pro", "low", """{"thinkingBudget":2048}""")]
    [InlineData("gemini-2.5-pro", "xhigh", """{"thinkingBudget":24576}""")]
    [InlineData("gemini-3-pro", "low", """{"thinkingLevel":"low"}""")]
    [InlineData("gemini-3-pro", "xhigh", """{"thinkingLevel":"high"}""")]
    public void Write_Effort_IsABudgetOrALevel(string model, string effort, string? expected) =>
        Chat(
            $"\"reasoning_effort\":\"{effort}\"",
            Sample.Context with { UpstreamModel = model })["generationConfig"]!["thinkingConfig"]?.ToJsonString()
            .ShouldBe(expected);

    [Fact]
    public void Write_ModelWithoutReasoning_GetsNoThinkingConfig() =>
        Chat(
            """ "reasoning_effort":"high" """,
            Sample.Context with { SupportsReasoning = false })["generationConfig"]!["thinkingConfig"].ShouldBeNull();

    [Fact]
    public void Write_Settings_AreInTheGenerationConfig() =>
        Chat(""" "max_tokens":5,"temperature":1.5,"top_p":0.5,"top_k":40,"frequency_penalty":0.1,"presence_penalty":0.2,"seed":7,"stop":["a","b"],"response_format":{"type":"json_object"} """)["generationConfig"]!
            .ToJsonString()
            .ShouldBe(
                """{"maxOutputTokens":5,"temperature":1.5,"topP":0.5,"topK":40,"frequencyPenalty":0.1,"presencePenalty":0.2,"seed":7,"stopSequences":["a","b"],"responseMimeType":"application/json"}""");

    [Fact]
    public void Write_Schemas_AreJsonSchema()
    {
        var sent = Chat(
            """ "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","additionalProperties":false}}}],"response_format":{"type":"json_schema","json_schema":{"name":"r","schema":{"type":"object","additionalProperties":false}}} """);

        sent["tools"]![0]!["functionDeclarations"]![0]!
            .ToJsonString()
            .ShouldBe("""{"name":"f","description":"d","parametersJsonSchema":{"type":"object","additionalProperties":false}}""");
        sent["generationConfig"]!["responseJsonSchema"]!.ToJsonString().ShouldBe("""{"type":"object","additionalProperties":false}""");
    }

    [Fact]
    public void Write_ImagesOfAResult_FollowTheResults()
    {
        var sent = Translate.Request(ModelApi.AnthropicMessages, ModelApi.GeminiGenerateContent, """
            {"model":"m","max_tokens":5,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}]},{"type":"text","text":"see"}]}]}
            """);

        sent["contents"]![2]!["parts"]!
            .AsArray()
            .Select(part => part!.AsObject().First().Key)
            .ShouldBe(["functionResponse", "text", "inlineData", "text"]);
    }

    private static JsonNode Chat(string fields, TranslationContext? context = null) =>
        Translate.Request(
            ModelApi.OpenAIChat,
            ModelApi.GeminiGenerateContent,
            Encoding.UTF8.GetString(RejectionTests.Changed(ModelApi.OpenAIChat, $"{{{fields}}}")),
            context ?? (Sample.Context with { UpstreamModel = "gemini-3-pro" }));
}
