using System.Text;
using System.Text.Json.Nodes;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.OpenAIChat;

public sealed class ChatRequestWriterTests
{
    private const string User = """{"role":"user","content":"hi"}""";
    private const string Image = """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}""";

    [Fact]
    public void Write_Results_PrecedeEverythingElseOfTheMessage()
    {
        var messages = Anthropic(
            $$$$""" "messages":[{{{{User}}}},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}},{"type":"tool_use","id":"b","name":"g","input":{}}]},{"role":"user","content":[{"type":"text","text":"and"},{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"x"},{{{{Image}}}}]},{"type":"tool_result","tool_use_id":"b","content":"y","is_error":true}]}] """)["messages"]!
            .AsArray();

        messages.Select(message => message!["role"]!.ToString()).ShouldBe(["user", "assistant", "tool", "tool", "user"]);
        messages[2]!.ToJsonString().ShouldBe("""{"role":"tool","tool_call_id":"a","content":"x"}""");
        messages[3]!["content"]!.ToString().ShouldBe("[tool error]\ny");
        messages[4]!["content"]!.AsArray().Select(part => part!["type"]!.ToString()).ShouldBe(["text", "image_url", "text"]);
        messages[4]!["content"]![0]!["text"]!.ToString().ShouldBe("Images from the result of call a:");
    }

    [Fact]
    public void Write_TextsOfAMessage_AreOneString() =>
        Anthropic(
            """ "messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}] """)["messages"]![0]!["content"]!
            .ToString()
            .ShouldBe("a\n\nb");

    [Fact]
    public void Write_MessageWithAnImage_HasParts() =>
        Anthropic(
            $$$$""" "messages":[{"role":"user","content":[{"type":"text","text":"a"},{{{{Image}}}}]}] """)["messages"]![0]!["content"]!
            .ToJsonString()
            .ShouldBe("""[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}}]""");

    [Fact]
    public void Write_CallsWithoutText_HaveNullContent() =>
        Anthropic(
            $$$$""" "messages":[{{{{User}}}},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{ }}]}] """)["messages"]![1]!
            .ToJsonString()
            .ShouldBe(
                """{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}""");

    [Theory]
    [InlineData(false, "max_completion_tokens")]
    [InlineData(true, "max_tokens")]
    public void Write_OutputLimit_HasTheNameThatTheServerKnows(bool legacy, string field) =>
        Anthropic(""" "max_tokens":7 """, Sample.Context with { UsesLegacyMaxTokens = legacy })[field]!.GetValue<int>().ShouldBe(7);

    [Fact]
    public void Write_Stream_RequestsUsage() =>
        Anthropic(""" "stream":true """)["stream_options"]!["include_usage"]!.GetValue<bool>().ShouldBeTrue();

    [Fact]
    public void Write_NoStream_HasNoOptions() => Anthropic(""" "stream":false """).AsObject().ContainsKey("stream_options").ShouldBeFalse();

    [Theory]
    [InlineData("""{"type":"auto"}""", "\"auto\"")]
    [InlineData("""{"type":"any"}""", "\"required\"")]
    [InlineData("""{"type":"none"}""", "\"none\"")]
    [InlineData("""{"type":"tool","name":"f"}""", """{"type":"function","function":{"name":"f"}}""")]
    public void Write_ToolChoice_IsChats(string choice, string expected) =>
        Anthropic($$$$""" "tools":[{"name":"f","input_schema":{"type":"object"} }],"tool_choice":{{{{choice}}}} """)["tool_choice"]!
            .ToJsonString()
            .ShouldBe(expected);

    [Fact]
    public void Write_ChoiceWithoutTools_IsLeftOut() => Anthropic(""" "tool_choice":{"type":"none"} """)["tool_choice"].ShouldBeNull();

    [Theory]
    [InlineData(""" "thinking":{"type":"enabled","budget_tokens":1024} """, "minimal")]
    [InlineData(""" "thinking":{"type":"enabled","budget_tokens":30000} """, "high")]
    [InlineData(""" "thinking":{"type":"adaptive"} """, null)]
    [InlineData(""" "thinking":{"type":"adaptive"},"output_config":{"effort":"max"} """, "high")]
    [InlineData(""" "thinking":{"type":"disabled"} """, null)]
    public void Write_Thinking_IsAnEffort(string fields, string? effort)
    {
        Anthropic(fields)["reasoning_effort"]?.ToString().ShouldBe(effort);
        Anthropic(fields, Sample.Context with { SupportsReasoning = false })["reasoning_effort"].ShouldBeNull();
    }

    [Fact]
    public void Write_Format_HasTheNameThatOpenAIRequires() =>
        Anthropic(""" "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}} """)["response_format"]!.ToJsonString()
            .ShouldBe("""{"type":"json_schema","json_schema":{"name":"reply","schema":{"type":"object"}}}""");

    [Fact]
    public void Write_LongId_IsReplacedInCallAndResultAlike()
    {
        var id = new string('x', 41);
        var messages = Anthropic(
            $$$$""" "messages":[{{{{User}}}},{"role":"assistant","content":[{"type":"tool_use","id":"{{{{id}}}}","name":"f","input":{} }]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{{id}}}}","content":"x"}]}] """)["messages"]!;

        messages[1]!["tool_calls"]![0]!["id"]!.ToString().Length.ShouldBeLessThanOrEqualTo(40);
        messages[2]!["tool_call_id"]!.ToString().ShouldBe(messages[1]!["tool_calls"]![0]!["id"]!.ToString());
    }

    private static JsonNode Anthropic(string fields, TranslationContext? context = null) =>
        Translate.Request(
            ModelApi.AnthropicMessages,
            ModelApi.OpenAIChat,
            Encoding.UTF8.GetString(RejectionTests.Changed(ModelApi.AnthropicMessages, $"{{{fields}}}")),
            context);
}
