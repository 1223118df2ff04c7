using System.Text;
using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.OpenAIChat;

public sealed class ChatRequestReaderTests
{
    [Theory]
    [InlineData("\"END\"", "END")]
    [InlineData("""["a","b"]""", "a|b")]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    public void Read_Stop_IsOneOrSeveral(string stop, string expected) =>
        string.Join('|', Read($"\"stop\":{stop}").StopSequences).ShouldBe(expected);

    [Theory]
    [InlineData(""" "max_tokens":5 """, 5)]
    [InlineData(""" "max_completion_tokens":6 """, 6)]
    [InlineData(""" "max_tokens":5,"max_completion_tokens":6 """, 6)]
    [InlineData(""" "max_tokens":null """, null)]
    public void Read_OutputLimit_HasTwoNames(string fields, int? limit) => Read(fields).MaxOutputTokens.ShouldBe(limit);

    [Theory]
    [InlineData(""" "temperature":1,"top_p":1.0,"frequency_penalty":0,"presence_penalty":-0.0 """)]
    [InlineData(""" "temperature":null """)]
    public void Read_Defaults_AreNull(string fields)
    {
        var request = Read(fields);

        (request.Temperature, request.TopP, request.FrequencyPenalty, request.PresencePenalty).ShouldBe((null, null, null, null));
    }

    [Fact]
    public void Read_Settings_AreRead()
    {
        var request = Read(
            """ "temperature":0.25,"top_p":0.5,"top_k":40,"frequency_penalty":-2,"presence_penalty":2,"seed":-9007199254740993,"verbosity":"low","parallel_tool_calls":false,"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false} """);

        (
            request.Temperature,
            request.TopP,
            request.TopK,
            request.FrequencyPenalty,
            request.PresencePenalty,
            request.Seed).ShouldBe((0.25, 0.5, 40, -2, 2, -9007199254740993));
        (request.Verbosity, request.ParallelToolCalls, request.Stream, request.IncludeUsage).ShouldBe(("low", false, true, true));
    }

    [Theory]
    [InlineData("\"none\"", nameof(ReasoningMode.Off), "none")]
    [InlineData("\"minimal\"", nameof(ReasoningMode.Unspecified), "minimal")]
    [InlineData("\"xhigh\"", nameof(ReasoningMode.Unspecified), "xhigh")]
    public void Read_Effort_IsReasoning(string effort, string mode, string read) =>
        Read($"\"reasoning_effort\":{effort}").Reasoning.ShouldBe(new Reasoning(Enum.Parse<ReasoningMode>(mode), read));

    [Theory]
    [InlineData("\"auto\"", nameof(ToolChoiceMode.Auto), null, false)]
    [InlineData("\"none\"", nameof(ToolChoiceMode.None), null, false)]
    [InlineData("\"required\"", nameof(ToolChoiceMode.Required), null, false)]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", nameof(ToolChoiceMode.Named), "f", false)]
    [InlineData("""{"type":"custom","custom":{"name":"p"}}""", nameof(ToolChoiceMode.Named), "p", true)]
    public void Read_ToolChoice_IsAModeOrATool(string choice, string mode, string? name, bool custom)
    {
        var read = Read($"\"tool_choice\":{choice}").ToolChoice!;

        (read.Mode.ToString(), read.Tool?.Name, read.Tool?.IsCustom ?? false).ShouldBe((mode, name, custom));
    }

    [Theory]
    [InlineData("""{"type":"text"}""", false, null)]
    [InlineData("""{"type":"json_object"}""", true, null)]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"r","schema":{"type":"object"},"strict":true}}""", true, "r")]
    public void Read_Format_IsTextOrJson(string format, bool isJson, string? name)
    {
        var read = Read($"\"response_format\":{format}").ResponseFormat;

        ((read is not null), read?.Name).ShouldBe((isJson, name));
    }

    [Fact]
    public void Read_Roles_AreInstructionsUserAndModel() =>
        Read(""" "messages":[{"role":"system","content":"a"},{"role":"developer","content":"b"},{"role":"user","content":"c"},{"role":"assistant","content":"d"},{"role":"tool","tool_call_id":"x","name":"f","content":"e"}] """)
            .Messages.Select(message => (message.Role, message.Parts.Count))
            .ShouldBe([(Role.System, 2), (Role.User, 1), (Role.Assistant, 1), (Role.User, 1)]);

    [Fact]
    public void Read_AssistantMessage_HasReasoningTextRefusalAndCallsInOrder() =>
        Read(""" "messages":[{"role":"assistant","reasoning_content":"hm","content":"a","refusal":"no","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"d","type":"custom","custom":{"name":"p","input":"x"}}]}] """)
            .Messages[0].Parts.Select(part => part.GetType().Name)
            .ShouldBe([nameof(ReasoningPart), nameof(TextPart), nameof(RefusalPart), nameof(ToolCallPart), nameof(ToolCallPart)]);

    [Theory]
    [InlineData("""[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://a/b.png","detail":"low"}}]""", 2)]
    [InlineData("\"a\"", 1)]
    public void Read_UserContent_IsTextOrParts(string content, int parts) =>
        Read($$$$""" "messages":[{"role":"user","content":{{{{content}}}} }] """).Messages[0].Parts.Count.ShouldBe(parts);

    [Theory]
    [InlineData(""" "stop":[5] """, "stop[0]: must be a string")]
    [InlineData(""" "stop":{} """, "stop: must be a list")]
    [InlineData(""" "tool_choice":"maybe" """, "tool_choice: must be auto, none, required or one function")]
    [InlineData(""" "tool_choice":{"type":"allowed_tools","mode":"auto","tools":[]} """, "tool_choice.type: a choice of allowed_tools")]
    [InlineData(""" "tool_choice":{"type":"function","name":"f"} """, "tool_choice.function: is missing")]
    [InlineData(""" "response_format":{"type":"grammar"} """, "response_format.type: must be text, json_object or json_schema")]
    [InlineData(
        """ "response_format":{"type":"json_schema","json_schema":{"name":"r"}} """,
        "response_format.json_schema.schema: is missing")]
    [InlineData(""" "tools":[{"type":"function"}] """, "tools[0].function: is missing")]
    [InlineData(
        """ "tools":[{"type":"function","function":{"name":"f","parameters":"{}"}}] """,
        "tools[0].function.parameters: must be an object")]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f","returns":{}}}] """, "tools[0].function.returns: is not known")]
    [InlineData(""" "messages":[{"role":"tool","content":"x"}] """, "messages[0].tool_call_id: is missing")]
    [InlineData(""" "messages":[{"role":"user"}] """, "messages[0].content: is missing")]
    [InlineData(
        """ "messages":[{"role":"assistant","tool_calls":[{"type":"function","function":{"name":"f"}}]}] """,
        "messages[0].tool_calls[0].id: is missing")]
    [InlineData(""" "messages":[{"role":"assistant","tool_calls":{}}] """, "messages[0].tool_calls: must be a list")]
    [InlineData(
        """ "messages":[{"role":"user","content":[{"type":"image_url","image_url":"https://a"}]}] """,
        "messages[0].content[0].image_url: must be an object")]
    [InlineData(""" "max_tokens":1e9 """, "max_tokens: must be a whole number")]
    [InlineData(""" "max_tokens":99999999999 """, "max_tokens: must be a whole number")]
    [InlineData(""" "seed":1.5 """, "seed: must be a whole number")]
    [InlineData(""" "stream_options":true """, "stream_options: must be an object")]
    public void Read_WrongField_NamesIt(string field, string message) =>
        Should.Throw<TranslationException>(() => Read(field)).Message.ShouldStartWith(message);

    private static ModelRequest Read(string fields) =>
        Translate.Read(ModelApi.OpenAIChat, Encoding.UTF8.GetString(RejectionTests.Changed(ModelApi.OpenAIChat, $"{{{fields}}}")));
}
