using System.Text.Json.Nodes;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Anthropic;

public sealed class AnthropicRequestWriterTests
{
    private const string User = """{"role":"user","content":"hi"}""";

    [Theory]
    [InlineData(""" {"role":"assistant","content":"\n\n"} """, "user")]
    [InlineData(
        """ {"role":"assistant","content":" ","tool_calls":[{"id":"c","type":"function","function":"""
            + """{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"x"} """,
        "user assistant user")]
    [InlineData(""" {"role":"assistant","content":"kept "} """, "user assistant user")]
    public void Write_TextOfWhiteSpaceOnly_IsLeftOut(string between, string roles)
    {
        var sent = Chat($"\"messages\":[{User},{between},{User}]");

        string.Join(' ', sent["messages"]!.AsArray().Select(message => message!["role"]!.ToString())).ShouldBe(roles);
        sent["messages"]!.AsArray().SelectMany(message => message!["content"]!.AsArray()).Where(block => block!["text"] is not null)
            .ShouldAllBe(block => block!["text"]!.ToString().Trim().Length > 0);
    }

    [Theory]
    [InlineData("\"  \"")]
    [InlineData("\"\"")]
    public void Write_SystemOfWhiteSpaceOnly_IsLeftOut(string system) =>
        Chat($$$$""" "messages":[{"role":"system","content":{{{{system}}}} },{{{{User}}}}] """)["system"].ShouldBeNull();

    [Fact]
    public void Write_ResultOfWhiteSpaceOnly_HasNoContent() =>
        Chat($$$$""" "messages":[{{{{User}}}},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"\n"}] """)["messages"]![2]!["content"]![0]!
            .ToJsonString().ShouldBe("""{"type":"tool_result","tool_use_id":"c"}""");

    [Theory]
    [InlineData("", """{"type":"object","properties":{}}""")]
    [InlineData(""" ,"parameters":{} """, """{"type":"object"}""")]
    [InlineData(""" ,"parameters":{"anyOf":[{"type":"object"}]} """, """{"type":"object","anyOf":[{"type":"object"}]}""")]
    [InlineData(""" ,"parameters":{"type":"object","properties":{"a":{}}} """, """{"type":"object","properties":{"a":{}}}""")]
    public void Write_ToolSchema_HasTheTypeObject(string parameters, string expected) =>
        Chat($$$$""" "tools":[{"type":"function","function":{"name":"f"{{{{parameters}}}} }}] """)["tools"]![0]!["input_schema"]!
            .ToJsonString()
            .ShouldBe(expected);

    [Theory]
    [InlineData("null", "null", null)]
    [InlineData("\"auto\"", "null", """{"type":"auto"}""")]
    [InlineData("\"required\"", "null", """{"type":"any"}""")]
    [InlineData("\"none\"", "true", """{"type":"none"}""")]
    [InlineData("null", "false", """{"type":"auto","disable_parallel_tool_use":true}""")]
    [InlineData("null", "true", null)]
    [InlineData("\"auto\"", "true", """{"type":"auto","disable_parallel_tool_use":false}""")]
    [InlineData(
        """{"type":"function","function":{"name":"f"}}""",
        "false",
        """{"type":"tool","name":"f","disable_parallel_tool_use":true}""")]
    public void Write_ToolChoice_HasTheSwitchForParallelCalls(string choice, string parallel, string? expected) =>
        Chat($$$$""" "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{{{{choice}}}},"parallel_tool_calls":{{{{parallel}}}} """)["tool_choice"]?.ToJsonString()
            .ShouldBe(expected);

    [Theory]
    [InlineData("claude-sonnet-4-5", """ "temperature":1.5 """, "1", null)]
    [InlineData("claude-sonnet-4-5", """ "temperature":0.5,"top_p":0.9 """, "0.5", null)]
    [InlineData("claude-sonnet-4-5", """ "top_p":0.9 """, null, "0.9")]
    [InlineData("claude-sonnet-4-5", """ "temperature":0.5,"reasoning_effort":"high" """, null, null)]
    [InlineData("claude-opus-4-6", """ "temperature":0.5 """, null, null)]
    public void Write_Sampling_IsWhatTheModelAccepts(string model, string fields, string? temperature, string? topP)
    {
        var sent = Chat(fields, model);

        sent["temperature"]?.ToJsonString().ShouldBe(temperature);
        sent["top_p"]?.ToJsonString().ShouldBe(topP);
    }

    [Theory]
    [InlineData("null", 32_000)]
    [InlineData("7", 7)]
    public void Write_OutputLimit_IsAlwaysSent(string limit, int expected) =>
        Chat($"\"max_tokens\":{limit}")["max_tokens"]!.GetValue<int>().ShouldBe(expected);

    [Theory]
    [InlineData("claude-opus-5-5", "system")]
    [InlineData("claude-opus-4-6", "user")]
    public void Write_InstructionsInTheMiddle_FollowTheModel(string model, string role)
    {
        var messages = Chat(
            $$$$""" "messages":[{{{{User}}}},{"role":"assistant","content":"a"},{"role":"system","content":"now"},"""
                + """{"role":"assistant","content":"b"}] """,
            model)["messages"]!.AsArray();

        messages[2]!["role"]!.ToString().ShouldBe(role);
        messages[2]!["content"]![0]!["text"]!.ToString().ShouldBe(role == "system" ? "now" : "<system>\nnow\n</system>");
    }

    [Theory]
    [InlineData(""" "reasoning_effort":"minimal" """, "claude-opus-4-6", """{"effort":"low"}""")]
    [InlineData(""" "reasoning_effort":"xhigh" """, "claude-opus-4-6", """{"effort":"high"}""")]
    [InlineData(""" "reasoning_effort":"medium" """, "claude-opus-4-6", """{"effort":"medium"}""")]
    [InlineData(""" "reasoning_effort":"none" """, "claude-opus-4-6", null)]
    [InlineData(""" "reasoning_effort":"medium" """, "claude-sonnet-4-5", null)]
    public void Write_Effort_IsWhatTheModelKnows(string field, string model, string? expected) =>
        Chat(field, model)["output_config"]?.ToJsonString().ShouldBe(expected);

    [Theory]
    [InlineData(16_384, null, "16384")]
    [InlineData(20_000, null, "16384")]
    [InlineData(10_000, null, "5000")]
    [InlineData(2_047, null, null)]
    [InlineData(20_000, "required", null)]
    public void Write_Budget_LeavesRoomForTheAnswer(int limit, string? choice, string? budget)
    {
        var sent = Chat(
            $$$$""" "max_tokens":{{{{(limit == 16_384 ? 16_385 : limit)}}}},"reasoning_effort":"high","tools":["""
                + $$$$"""{"type":"function","function":{"name":"f"}}],"tool_choice":{{{{(choice is null ? "null" : $"\"{choice}\"")}}}} """,
            "claude-sonnet-4-5");

        sent["thinking"]?["budget_tokens"]?.ToJsonString().ShouldBe(budget);
    }

    [Fact]
    public void Write_ThinkingSwitchedOff_IsSent() =>
        Chat(""" "reasoning_effort":"none" """, "claude-sonnet-4-5")["thinking"]!.ToJsonString().ShouldBe("""{"type":"disabled"}""");

    [Fact]
    public void Write_IdsOfOtherVendors_AreReplacedInCallAndResultAlike()
    {
        var messages = Chat(
            $$$$""" "messages":[{{{{User}}}},{"role":"assistant","tool_calls":[{"id":"functions.f:0","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"functions.f:0","content":"x"}] """)["messages"]!;

        var id = messages[1]!["content"]![0]!["id"]!.ToString();
        id.ShouldMatch("^[a-zA-Z0-9_-]{1,40}$");
        messages[2]!["content"]![0]!["tool_use_id"]!.ToString().ShouldBe(id);
    }

    [Fact]
    public void Write_RedactedReasoning_ComesBackInItsOwnBlock()
    {
        var reply = Translate.Reply(
            ModelApi.AnthropicMessages,
            ModelApi.OpenAIResponses,
            """{"content":[{"type":"redacted_thinking","data":"c2VjcmV0"},{"type":"text","text":"a"}],"stop_reason":"end_turn"}""");
        var history = new JsonArray([.. reply["output"]!.AsArray().Select(item => item!.DeepClone())]);
        history.Insert(0, JsonNode.Parse("""{"role":"user","content":"hi"}"""));

        var sent = Translate.Request(
            ModelApi.OpenAIResponses,
            ModelApi.AnthropicMessages,
            """{"model":"m","input":HISTORY}""".Replace("HISTORY", history.ToJsonString(), StringComparison.Ordinal));

        sent["messages"]![1]!["content"]![0]!.ToJsonString().ShouldBe("""{"type":"redacted_thinking","data":"c2VjcmV0"}""");
    }

    private static JsonNode Chat(string fields, string model = "claude-opus-5-5")
    {
        var body = System.Text.Encoding.UTF8.GetString(RejectionTests.Changed(ModelApi.OpenAIChat, $"{{{fields}}}"));
        return Translate.Request(ModelApi.OpenAIChat, ModelApi.AnthropicMessages, body, Sample.Context with { UpstreamModel = model });
    }
}
