using System.Text;
using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Gemini;

public sealed class GeminiRequestReaderTests
{
    [Theory]
    [InlineData(""" "systemInstruction":{"role":"user","parts":[{"text":"a"},{"text":"b"}]} """)]
    [InlineData(""" "system_instruction":{"parts":[{"text":"a"},{"text":"b"}]} """)]
    public void Read_SystemInstruction_IsTheFirstMessage(string field)
    {
        var first = Read(field).Messages[0];

        (first.Role, first.Parts.Count).ShouldBe((Role.System, 2));
    }

    [Fact]
    public void Read_Roles_AreUserModelAndFunction() => Read("""
        "contents":[{"parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},{"role":"function","parts":[{"functionResponse":{"name":"f","response":{"output":"x"}}}]}]
        """).Messages.Select(message => message.Role).ShouldBe([Role.User, Role.Assistant, Role.User]);

    [Fact]
    public void Read_ResultsWithoutIds_AnswerTheCallsOfTheirNameInOrder() => Results("""
        {"role":"model","parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"g"}},{"functionCall":{"name":"f"}}]},
        {"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}},{"functionResponse":{"name":"f","response":{}}},{"functionResponse":{"name":"g","response":{}}}]}
        """).Select(result => result.CallId).ShouldBe(["call_1", "call_3", "call_2"]);

    [Fact]
    public void Read_ResultsWithIds_AnswerTheirCalls() => Results("""
        {"role":"model","parts":[{"functionCall":{"id":"x","name":"f"}},{"functionCall":{"id":"y","name":"f"}}]},
        {"role":"user","parts":[{"functionResponse":{"id":"y","name":"f","response":{}}},{"functionResponse":{"id":"x","name":"f","response":{}}}]}
        """).Select(result => result.CallId).ShouldBe(["y", "x"]);

    [Theory]
    [InlineData("""{"output":"done"}""", "done", false)]
    [InlineData("""{"error":"no such file"}""", "no such file", true)]
    [InlineData("""{"output":"done","code":0}""", """{"output":"done","code":0}""", false)]
    [InlineData("""{"output":{"a":1}}""", """{"output":{"a":1}}""", false)]
    [InlineData("""{"result":"x"}""", """{"result":"x"}""", false)]
    [InlineData("""{"error":"x","output":"y"}""", """{"error":"x","output":"y"}""", false)]
    [InlineData("{}", "", false)]
    [InlineData("null", "", false)]
    public void Read_Response_IsTextOrItsJson(string response, string text, bool failed)
    {
        var result = Results($$$$"""
            {"role":"model","parts":[{"functionCall":{"name":"f"}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{{{{response}}}} }}]}
            """).Single();

        (string.Concat(result.Content.OfType<TextPart>().Select(part => part.Text)), result.IsError).ShouldBe((text, failed));
    }

    [Fact]
    public void Read_ImagesOfAResult_AreContent() => Results("""
        {"role":"model","parts":[{"functionCall":{"name":"f"}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"x"},"parts":[{"inlineData":{"mimeType":"image/png","data":"aGk="}}]}}]}
        """).Single().Content.OfType<ImagePart>().ShouldHaveSingleItem();

    [Theory]
    [InlineData("""{"text":"a","thoughtSignature":"skip_thought_signature_validator"}""", 1)]
    [InlineData("""{"text":"a","thoughtSignature":"c2ln"}""", 2)]
    [InlineData("""{"text":"h","thought":true}""", 1)]
    public void Read_PlaceholderSignature_IsNone(string part, int parts) =>
        Read($$$$""" "contents":[{"role":"user","parts":[{"text":"hi"}]},{"role":"model","parts":[{{{{part}}}}]}] """).Messages[1].Parts.Count.ShouldBe(parts);

    [Theory]
    [InlineData("""{"mode":"AUTO"}""", nameof(ToolChoiceMode.Auto), null)]
    [InlineData("""{"mode":"VALIDATED"}""", nameof(ToolChoiceMode.Auto), null)]
    [InlineData("""{"mode":"MODE_UNSPECIFIED"}""", nameof(ToolChoiceMode.Auto), null)]
    [InlineData("{}", nameof(ToolChoiceMode.Auto), null)]
    [InlineData("""{"mode":"NONE"}""", nameof(ToolChoiceMode.None), null)]
    [InlineData("""{"mode":"ANY"}""", nameof(ToolChoiceMode.Required), null)]
    [InlineData("""{"mode":"ANY","allowedFunctionNames":["f"]}""", nameof(ToolChoiceMode.Named), "f")]
    [InlineData("""{"mode":"ANY","allowed_function_names":["f","g"]}""", nameof(ToolChoiceMode.Required), null)]
    public void Read_FunctionCallingConfig_IsTheToolChoice(string config, string mode, string? name)
    {
        var choice = Read(
            $$$$""" "tools":[{"functionDeclarations":[{"name":"f"},{"name":"g"}]}],"toolConfig":{"functionCallingConfig":{{{{config}}}} } """).ToolChoice!;

        (choice.Mode.ToString(), choice.Tool?.Name).ShouldBe((mode, name));
    }

    [Fact]
    public void Read_EmptyToolConfig_IsNoChoice() => Read(""" "toolConfig":{} """).ToolChoice.ShouldBeNull();

    [Theory]
    [InlineData("""{"thinkingBudget":0}""", nameof(ReasoningMode.Off), null, null, false)]
    [InlineData("""{"thinkingBudget":-1,"includeThoughts":true}""", nameof(ReasoningMode.On), null, null, true)]
    [InlineData("""{"thinkingBudget":512}""", nameof(ReasoningMode.On), null, 512, false)]
    [InlineData("""{"thinkingLevel":"HIGH"}""", nameof(ReasoningMode.On), "high", null, false)]
    [InlineData("""{"thinkingLevel":"THINKING_LEVEL_UNSPECIFIED"}""", nameof(ReasoningMode.On), null, null, false)]
    [InlineData("""{"includeThoughts":true}""", nameof(ReasoningMode.On), null, null, true)]
    [InlineData("""{"thinkingBudget":99999999999}""", nameof(ReasoningMode.On), null, null, false)]
    public void Read_ThinkingConfig_IsReasoning(string config, string mode, string? effort, int? budget, bool show) =>
        Read($$$$""" "generationConfig":{"thinkingConfig":{{{{config}}}} } """).Reasoning.ShouldBe(
            new Reasoning(Enum.Parse<ReasoningMode>(mode), effort, budget, show));

    [Fact]
    public void Read_EmptyThinkingConfig_IsNoReasoning() =>
        Read(""" "generationConfig":{"thinkingConfig":{"includeThoughts":false}} """).Reasoning.ShouldBeNull();

    [Theory]
    [InlineData("40", 40)]
    [InlineData("40.0", 40)]
    [InlineData("1e20", int.MaxValue)]
    [InlineData("-3", 0)]
    public void Read_TopK_IsAFloat(string topK, int expected) =>
        Read($$$$""" "generationConfig":{"topK":{{{{topK}}}} } """).TopK.ShouldBe(expected);

    [Theory]
    [InlineData(""" "responseMimeType":"application/json" """, true, false)]
    [InlineData(""" "responseMimeType":"application/json","responseSchema":{"type":"OBJECT"} """, true, true)]
    [InlineData(""" "responseMimeType":"application/json","responseJsonSchema":{"type":"object"} """, true, true)]
    [InlineData(""" "response_mime_type":"text/plain" """, false, false)]
    public void Read_ResponseFormat_IsJsonByItsMediaType(string fields, bool isJson, bool hasSchema)
    {
        var format = Read($$$$""" "generationConfig":{{{{{fields}}}}} """).ResponseFormat;

        (format is not null, format?.Schema is not null).ShouldBe((isJson, hasSchema));
    }

    [Theory]
    [InlineData(
        """ "generationConfig":{"responseSchema":{"type":"OBJECT"}} """,
        "generationConfig.responseMimeType: must be application/json where a schema is given")]
    [InlineData(
        """ "generationConfig":{"responseMimeType":"text/x.enum","responseSchema":{"type":"STRING"}} """,
        "generationConfig.responseMimeType: must be text/plain or application/json")]
    [InlineData(
        """ "generationConfig":{"responseMimeType":"application/json","responseSchema":{},"responseJsonSchema":{}} """,
        "generationConfig.responseJsonSchema: is not known")]
    [InlineData(""" "generationConfig":{"maxOutputTokens":"5"} """, "generationConfig.maxOutputTokens: must be a whole number")]
    [InlineData(""" "contents":[{"role":"assistant","parts":[]}] """, "contents[0].role: must be user or model")]
    [InlineData(
        """ "contents":[{"parts":[{"functionResponse":{"name":"f","response":[]}}]}] """,
        "contents[0].parts[0].functionResponse.name: no call of f before it")]
    [InlineData(""" "contents":[{"parts":[{"inlineData":{"data":"x"}}]}] """, "contents[0].parts[0].inlineData.mimeType: is missing")]
    [InlineData(""" "contents":[{"parts":[{"song":"x"}]}] """, "contents[0].parts[0].song: is not known")]
    [InlineData(""" "tools":[{"functionDeclarations":[{"description":"d"}]}] """, "tools[0].functionDeclarations[0].name: is missing")]
    [InlineData(
        """ "tools":[{"functionDeclarations":[{"name":"f","behavior":"NON_BLOCKING"}]}] """,
        "tools[0].functionDeclarations[0].behavior: a function that does not block")]
    [InlineData(
        """ "toolConfig":{"functionCallingConfig":{"mode":"SOMETIMES"}} """,
        "toolConfig.functionCallingConfig.mode: must be AUTO, ANY, NONE or VALIDATED")]
    [InlineData(
        """ "toolConfig":{"functionCallingConfig":{"mode":"AUTO","allowedFunctionNames":["f"]}} """,
        "toolConfig.functionCallingConfig.allowedFunctionNames: some of several")]
    public void Read_WrongField_NamesIt(string field, string message) =>
        Should.Throw<TranslationException>(() => Read(field)).Message.ShouldStartWith(message);

    private static IEnumerable<ToolResultPart> Results(string contents) =>
        Read($$$$""" "contents":[{"role":"user","parts":[{"text":"hi"}]},{{{{contents}}}}] """)
            .Messages.SelectMany(message => message.Parts)
            .OfType<ToolResultPart>();

    private static ModelRequest Read(string fields) =>
        Translate.Read(
            ModelApi.GeminiGenerateContent,
            Encoding.UTF8.GetString(RejectionTests.Changed(ModelApi.GeminiGenerateContent, $"{{{fields}}}")));
}
