using System.Text;
using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.OpenAIResponses;

public sealed class ResponsesRequestReaderTests
{
    [Fact]
    public void Read_InstructionsAndSystemItems_AreOneMessage() =>
        Read(""" "instructions":"a","input":[{"role":"system","content":"b"},{"type":"message","role":"developer","content":[{"type":"input_text","text":"c"}]},{"role":"user","content":"d"}] """)
            .Messages.Select(message => (message.Role, message.Parts.Count)).ShouldBe([(Role.System, 3), (Role.User, 1)]);

    [Fact]
    public void Read_Items_BecomeMessages()
    {
        var messages = Read("""
            "input":[{"role":"user","content":"a"},{"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"h"},{"type":"summary_text","text":"m"}],"encrypted_content":"x"},
             {"type":"message","role":"assistant","id":"m","status":"completed","content":[{"type":"output_text","text":"b","annotations":[]},{"type":"refusal","refusal":"no"}]},
             {"type":"function_call","id":"fc","call_id":"c","name":"f","namespace":"n","arguments":"{}"},{"type":"custom_tool_call","call_id":"d","name":"p","input":"x"},
             {"type":"function_call_output","call_id":"c","output":"y"},{"type":"custom_tool_call_output","call_id":"d","output":[{"type":"input_text","text":"z"},{"type":"input_image","image_url":"https://a/b.png"}]}]
            """).Messages;

        messages.Select(message => message.Role).ShouldBe([Role.User, Role.Assistant, Role.User]);
        ((ReasoningPart)messages[1].Parts[0]).ShouldBe(new ReasoningPart("h\n\nm", new ReasoningSignature(ModelApi.OpenAIResponses, "x")));
        messages[1].Parts.OfType<ToolCallPart>()
            .Select(call => call.Name)
            .ShouldBe([new ToolName("f", "n"), new ToolName("p", null, true)]);
        messages[2].Parts.OfType<ToolResultPart>().Select(result => result.Content.Count).ShouldBe([1, 2]);
    }

    [Fact]
    public void Read_ToolsInTheMiddle_AreTools()
    {
        var request = Read(
            """ "tools":[{"type":"function","name":"a"}],"input":[{"role":"user","content":"hi"},{"type":"additional_tools","role":"developer","tools":[{"type":"namespace","name":"n","description":"d","tools":[{"type":"custom","name":"b","format":{"type":"text"}}]}]}] """);

        request.Tools.Select(tool => tool.Name).ShouldBe([new ToolName("a"), new ToolName("b", "n", true)]);
        request.Messages.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"effort":"low"}""", nameof(ReasoningMode.Unspecified), "low", false)]
    [InlineData("""{"effort":"none","summary":"auto"}""", nameof(ReasoningMode.Off), "none", true)]
    [InlineData("""{"summary":"detailed","generate_summary":"auto"}""", nameof(ReasoningMode.Unspecified), null, true)]
    [InlineData("""{"effort":"high","summary":"none"}""", nameof(ReasoningMode.Unspecified), "high", false)]
    public void Read_Reasoning_IsEffortAndSummary(string reasoning, string mode, string? effort, bool show) =>
        Read($"\"reasoning\":{reasoning}").Reasoning.ShouldBe(new Reasoning(Enum.Parse<ReasoningMode>(mode), effort, null, show));

    [Theory]
    [InlineData("""{"type":"function","name":"f"}""", "f", null, false)]
    [InlineData("""{"type":"function","name":"f","namespace":"n"}""", "f", "n", false)]
    [InlineData("""{"type":"custom","name":"p"}""", "p", null, true)]
    public void Read_NamedTool_HasItsNamespace(string choice, string name, string? toolNamespace, bool custom) =>
        Read($"\"tool_choice\":{choice}").ToolChoice!.Tool.ShouldBe(new ToolName(name, toolNamespace, custom));

    [Theory]
    [InlineData("""{"format":{"type":"text"},"verbosity":"low"}""", false)]
    [InlineData("""{"format":{"type":"json_object"}}""", true)]
    [InlineData("""{"format":{"type":"json_schema","name":"r","schema":{}}}""", true)]
    [InlineData("{}", false)]
    public void Read_TextFormat_IsTextOrJson(string text, bool isJson) =>
        (Read($"\"text\":{text}").ResponseFormat is not null).ShouldBe(isJson);

    [Theory]
    [InlineData(""" "input":5 """, "input: must be a list")]
    [InlineData(""" "input":[{"role":"critic","content":"a"}] """, "input[0].role: must be system, developer, user or assistant")]
    [InlineData(""" "input":[{"type":"function_call","name":"f"}] """, "input[0].call_id: is missing")]
    [InlineData(""" "input":[{"type":"local_shell_call","id":"x"}] """, "input[0].type: an item of type local_shell_call")]
    [InlineData(""" "input":[{"type":"reasoning","summary":[{"type":"summary_text"}]}] """, "input[0].summary[0].text: is missing")]
    [InlineData(""" "input":[{"role":"user","content":"a","mood":"good"}] """, "input[0].mood: is not known")]
    [InlineData(
        """ "tools":[{"type":"namespace","name":"n","tools":[{"type":"namespace","name":"m","tools":[]}]}] """,
        "tools[0].tools[0].type: namespace is a tool that OpenAI runs")]
    [InlineData(""" "tools":[{"type":"function","name":"f","defer_loading":true}] """, "tools[0].defer_loading: a tool that is found")]
    [InlineData(""" "text":{"format":{"type":"grammar"}} """, "text.format.type: must be text, json_object or json_schema")]
    [InlineData(""" "reasoning":"high" """, "reasoning: must be an object")]
    [InlineData(""" "tool_choice":{"type":"web_search"} """, "tool_choice.type: a choice of web_search")]
    [InlineData(""" "max_output_tokens":0.5 """, "max_output_tokens: must be a whole number")]
    [InlineData(""" "include":"reasoning.encrypted_content" """, "include: must be a list")]
    public void Read_WrongField_NamesIt(string field, string message) =>
        Should.Throw<TranslationException>(() => Read(field)).Message.ShouldStartWith(message);

    private static ModelRequest Read(string fields) =>
        Translate.Read(
            ModelApi.OpenAIResponses,
            Encoding.UTF8.GetString(RejectionTests.Changed(ModelApi.OpenAIResponses, $"{{{fields}}}")));
}
