using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Anthropic;

public sealed class AnthropicRequestReaderTests
{
    private const string Hi = """{"role":"user","content":"hi"}""";

    [Theory]
    [InlineData("\"be brief\"", "be brief")]
    [InlineData("""[{"type":"text","text":"be"},{"type":"text","text":"brief","cache_control":{"type":"ephemeral"}}]""", "be|brief")]
    [InlineData("""[{"type":"text","text":""}]""", "")]
    public void Read_System_IsTheFirstMessage(string system, string expected) =>
        string.Join(
            '|',
            Read($$$$""" "system":{{{{system}}}} """).Messages.Where(message => message.Role == Role.System)
                .SelectMany(message => message.Parts)
                .OfType<TextPart>()
                .Select(part => part.Text)).ShouldBe(expected);

    [Fact]
    public void Read_SystemInTheMiddle_StaysThere() =>
        Read($$$$""" "messages":[{{{{Hi}}}},{"role":"system","content":"now"},{{{{Hi}}}}] """).Messages.Select(message => message.Role)
            .ShouldBe([Role.User, Role.System, Role.User]);

    [Theory]
    [InlineData("""{"type":"auto"}""", nameof(ToolChoiceMode.Auto), null, null)]
    [InlineData("""{"type":"any","disable_parallel_tool_use":true}""", nameof(ToolChoiceMode.Required), null, false)]
    [InlineData("""{"type":"none"}""", nameof(ToolChoiceMode.None), null, null)]
    [InlineData("""{"type":"tool","name":"f","disable_parallel_tool_use":false}""", nameof(ToolChoiceMode.Named), "f", true)]
    public void Read_ToolChoice_IsChoiceAndParallel(string choice, string mode, string? name, bool? parallel)
    {
        var request = Read($$$$""" "tool_choice":{{{{choice}}}} """);

        request.ToolChoice!.Mode.ToString().ShouldBe(mode);
        request.ToolChoice.Tool?.Name.ShouldBe(name);
        request.ParallelToolCalls.ShouldBe(parallel);
    }

    [Theory]
    [InlineData("""{"type":"enabled","budget_tokens":2048}""", null, nameof(ReasoningMode.On), null, 2048, true)]
    [InlineData("""{"type":"adaptive"}""", "max", nameof(ReasoningMode.On), "max", null, true)]
    [InlineData("""{"type":"adaptive","display":"omitted"}""", null, nameof(ReasoningMode.On), null, null, false)]
    [InlineData("""{"type":"adaptive","display":"summarized"}""", null, nameof(ReasoningMode.On), null, null, true)]
    [InlineData("""{"type":"disabled"}""", "low", nameof(ReasoningMode.Off), "low", null, false)]
    [InlineData("null", "low", nameof(ReasoningMode.Unspecified), "low", null, false)]
    public void Read_ThinkingAndEffort_AreTheReasoning(string thinking, string? effort, string mode, string? read, int? budget, bool show)
    {
        var output = effort is null ? "" : $$$$""","output_config":{"effort":"{{{{effort}}}}"}""";

        Read($$$$""" "thinking":{{{{thinking}}}}{{{{output}}}} """).Reasoning.ShouldBe(
            new Reasoning(Enum.Parse<ReasoningMode>(mode), read, budget, show));
    }

    [Theory]
    [InlineData(""" "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}} """)]
    [InlineData(""" "output_format":{"type":"json_schema","schema":{"type":"object"}} """)]
    public void Read_Format_IsReadUnderItsOldNameToo(string field) =>
        Read(field).ResponseFormat!.Schema!.Value.GetRawText().ShouldBe("""{"type":"object"}""");

    [Theory]
    [InlineData("""{"type":"base64","media_type":"image/png","data":"aGk="}""", "image/png", "aGk=", null)]
    [InlineData("""{"type":"url","url":"https://a/b.png"}""", null, null, "https://a/b.png")]
    public void Read_Image_IsInlineOrAnAddress(string source, string? mediaType, string? data, string? url) =>
        Part($$$$"""{"type":"image","source":{{{{source}}}}}""").ShouldBe(new ImagePart(mediaType, data, url));

    [Theory]
    [InlineData("""{"type":"text","media_type":"text/plain","data":"body"}""", "", "body")]
    [InlineData("""{"type":"text","data":"body"}""", """ ,"title":"T" """, "T\n\nbody")]
    [InlineData("""{"type":"text","data":"body"}""", """ ,"title":"T","context":"C","citations":{"enabled":false} """, "T\nC\n\nbody")]
    public void Read_PlainDocument_IsText(string source, string more, string text) =>
        Part($$$$"""{"type":"document","source":{{{{source}}}}{{{{more}}}}}""").ShouldBe(new TextPart(text));

    [Theory]
    [InlineData("""{"type":"url","url":"https://a/b.pdf"}""")]
    [InlineData("""{"type":"file","file_id":"f"}""")]
    [InlineData("""{"type":"content","content":[{"type":"text","text":"a"}]}""")]
    public void Read_OtherDocument_IsRejected(string source) =>
        Should.Throw<TranslationException>(
            () => Part($$$$"""{"type":"document","source":{{{{source}}}}}""")).Field.ShouldBe("messages[0].content[0].source.type");

    [Theory]
    [InlineData("", 0, false)]
    [InlineData(""" ,"content":"x" """, 1, false)]
    [InlineData(""" ,"content":[] """, 0, false)]
    [InlineData(
        """ ,"content":[{"type":"text","text":"x"},{"type":"image","source":{"type":"url","url":"u"}}],"is_error":true """,
        2,
        true)]
    [InlineData(""" ,"content":[{"type":"document","source":{"type":"text","data":"x"}}] """, 1, false)]
    public void Read_ToolResult_HasTextAndImages(string more, int parts, bool isError)
    {
        var result = (ToolResultPart)Part($$$$"""{"type":"tool_result","tool_use_id":"t"{{{{more}}}}}""");

        (result.Content.Count, result.IsError).ShouldBe((parts, isError));
    }

    [Fact]
    public void Read_ToolUseWithoutInput_HasAnEmptyObject() =>
        Translate.Read(
            ModelApi.AnthropicMessages,
            $$$$"""{"model":"m","max_tokens":9,"messages":[{{{{Hi}}}},{"role":"assistant","content":["""
                + """{"type":"tool_use","id":"t","name":"f"}]}]}""")
            .Messages[1].Parts.OfType<ToolCallPart>().Single().Arguments.ShouldBe("{}");

    [Theory]
    [InlineData(""" "max_tokens":null """, "max_tokens: is missing")]
    [InlineData(""" "tool_choice":{"type":"all"} """, "tool_choice.type: must be auto, any, none or tool")]
    [InlineData(""" "tool_choice":{"type":"tool"} """, "tool_choice.name: is missing")]
    [InlineData(""" "thinking":{"type":"enabled"} """, "thinking.budget_tokens: is missing")]
    [InlineData(""" "thinking":{"type":"sometimes"} """, "thinking.type: must be enabled, adaptive or disabled")]
    [InlineData(""" "thinking":{"type":"adaptive","depth":3} """, "thinking.depth: is not known")]
    [InlineData(""" "output_format":{"type":"xml"} """, "output_format.type: must be json_schema")]
    [InlineData(""" "tools":[{"name":"f","input_schema":5}] """, "tools[0].input_schema: must be an object")]
    [InlineData(""" "stop_sequences":["a",5] """, "stop_sequences[1]: must be a string")]
    [InlineData(""" "stream":"yes" """, "stream: must be true or false")]
    [InlineData(""" "temperature":"warm" """, "temperature: must be a number")]
    [InlineData(""" "messages":[{"role":"user"}] """, "messages[0].content: is missing")]
    [InlineData(""" "messages":[{"role":"tool","content":"x"}] """, "messages[0].role: must be user, assistant or system")]
    public void Read_WrongField_NamesIt(string field, string message) =>
        Should.Throw<TranslationException>(() => Read(field)).Message.ShouldStartWith(message);

    private static ContentPart Part(string block) =>
        Read($$$$""" "messages":[{"role":"user","content":[{{{{block}}}}]}] """).Messages[0].Parts[0];

    private static ModelRequest Read(string field) =>
        Translator.ReadRequest(
            ModelApi.AnthropicMessages,
            Translate.Parse(System.Text.Encoding.UTF8.GetString(RejectionTests.Changed(ModelApi.AnthropicMessages, $"{{{field}}}"))),
            Sample.Context);
}
