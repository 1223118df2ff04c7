using System.Text;
using System.Text.Json.Nodes;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.OpenAIResponses;

public sealed class ResponsesRequestWriterTests
{
    [Fact]
    public void Write_Request_IsNotStored() => Anthropic("")["store"]!.GetValue<bool>().ShouldBeFalse();

    [Fact]
    public void Write_Instructions_AreAtTheStartAndInTheMiddle()
    {
        var sent = Anthropic(
            """ "system":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"messages":[{"role":"user","content":"c"},{"role":"system","content":"d"}] """);

        sent["instructions"]!.ToString().ShouldBe("a\n\nb");
        sent["input"]!.AsArray().Select(item => item!["role"]!.ToString()).ShouldBe(["user", "developer"]);
    }

    [Fact]
    public void Write_ResultWithAnImage_HasParts()
    {
        var sent = Anthropic("""
            "messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"text","text":"t"},{"type":"tool_use","id":"c","name":"f","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":[{"type":"text","text":"x"},{"type":"image","source":{"type":"url","url":"https://a/b.png"}}]}]}]
            """);

        sent["input"]!
            .AsArray()
            .Select(item => item!["type"]!.ToString())
            .ShouldBe(["message", "message", "function_call", "function_call_output"]);
        sent["input"]![3]!["output"]!
            .ToJsonString()
            .ShouldBe("""[{"type":"input_text","text":"x"},{"type":"input_image","image_url":"https://a/b.png","detail":"auto"}]""");
        sent["input"]![2]!["id"].ShouldBeNull();
    }

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData(""" ,"content":"x" """, "\"x\"")]
    [InlineData(""" ,"is_error":true """, "\"[tool error]\\n\"")]
    public void Write_Result_IsText(string content, string output) => Anthropic($$$$"""
        "messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":{} }]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c"{{{{content}}}} }]}]
        """)["input"]![2]!["output"]!.ToJsonString().ShouldBe(output);

    [Theory]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("null", "false")]
    public void Write_Strict_IsAlwaysSaid(string strict, string expected) =>
        Anthropic($$$$""" "tools":[{"name":"f","input_schema":{"type":"object"},"strict":{{{{strict}}}} }] """)["tools"]![0]!["strict"]!
            .ToJsonString()
            .ShouldBe(expected);

    [Fact]
    public void Write_NamedTool_IsFlat() =>
        Anthropic(
            """ "tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true} """)["tool_choice"]!
            .ToJsonString()
            .ShouldBe("""{"type":"function","name":"f"}""");

    [Theory]
    [InlineData(""" "thinking":{"type":"enabled","budget_tokens":2048} """, """{"effort":"low","summary":"auto"}""")]
    [InlineData(""" "thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"max"} """, """{"effort":"high"}""")]
    [InlineData(""" "thinking":{"type":"disabled"} """, null)]
    [InlineData("", null)]
    public void Write_Thinking_IsEffortAndSummaryWithItsCiphertext(string fields, string? reasoning)
    {
        var sent = Anthropic(fields);

        sent["reasoning"]?.ToJsonString().ShouldBe(reasoning);
        (sent["include"] is not null).ShouldBe(reasoning is not null);
    }

    [Theory]
    [InlineData(""" "temperature":1 """, null)]
    [InlineData(""" "temperature":0.5 """, "0.5")]
    public void Write_Temperature_IsLeftOutWhereItIsTheDefault(string field, string? expected) =>
        Anthropic(field)["temperature"]?.ToJsonString().ShouldBe(expected);

    private static JsonNode Anthropic(string fields) =>
        Translate.Request(
            ModelApi.AnthropicMessages,
            ModelApi.OpenAIResponses,
            Encoding.UTF8.GetString(RejectionTests.Changed(ModelApi.AnthropicMessages, $"{{{fields}}}")));
}
