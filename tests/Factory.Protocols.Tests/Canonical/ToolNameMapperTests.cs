using System.Text;
using System.Text.Json.Nodes;
using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Canonical;

/// <summary>Namespaces and custom tools, through providers that have neither.</summary>
public sealed class ToolNameMapperTests
{
    private const string Request = """
        {"model":"m","input":"hi","stream":true,"tools":[
          {"type":"namespace","name":"mcp__factory","tools":[{"type":"function","name":"report","parameters":{"type":"object","properties":{}}},{"type":"custom","name":"patch"}]},
          {"type":"function","name":"mcp__factory__report","parameters":{"type":"object","properties":{}}},
          {"type":"namespace","name":"a_namespace_with_a_name_that_is_far_too_long_for_most","tools":[{"type":"function","name":"and_a_tool.with-a/long_name","parameters":{"type":"object","properties":{}}}]}]}
        """;

    public static TheoryData<ModelApi> Others() => [ModelApi.OpenAIChat, ModelApi.AnthropicMessages, ModelApi.GeminiGenerateContent];

    [Theory]
    [MemberData(nameof(Others))]
    public void Flatten_NamespacesAndCustomTools_AreRestoredInTheReply(ModelApi upstream)
    {
        var request = Translator.TranslateRequest(ModelApi.OpenAIResponses, upstream, Encoding.UTF8.GetBytes(Request), Sample.Context);
        var flat = Names(upstream, JsonNode.Parse(request.Body.Span)!).ToList();

        flat.Count.ShouldBe(4);
        flat.ShouldBeUnique();
        flat.ShouldAllBe(
            name => name.Length <= 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_' || letter == '-'));
        flat[0].ShouldBe("mcp__factory__report");

        var calls = Items(upstream, request.Map, flat);

        calls.Select(call => (call["type"]!.GetValue<string>(), call["namespace"]?.GetValue<string>(), call["name"]!.GetValue<string>()))
            .ShouldBe(
        [
            ("function_call", "mcp__factory", "report"), ("custom_tool_call", "mcp__factory", "patch"), (
                "function_call",
                null,
                "mcp__factory__report"),
            ("function_call", "a_namespace_with_a_name_that_is_far_too_long_for_most", "and_a_tool.with-a/long_name"),
        ]);
        calls[1]["input"]!.GetValue<string>().ShouldBe("*** Begin");
        calls[0]["arguments"]!.GetValue<string>().ShouldBe("""{"input":"*** Begin"}""");
    }

    [Fact]
    public void Flatten_TheSameRequestTwice_HasTheSameNames()
    {
        var once = Translator.TranslateRequest(
            ModelApi.OpenAIResponses,
            ModelApi.OpenAIChat,
            Encoding.UTF8.GetBytes(Request),
            Sample.Context);
        var again = Translator.TranslateRequest(
            ModelApi.OpenAIResponses,
            ModelApi.OpenAIChat,
            Encoding.UTF8.GetBytes(Request),
            Sample.Context);

        again.Body.ToArray().ShouldBe(once.Body.ToArray());
    }

    [Fact]
    public void Flatten_NameThatIsAnothersShortForm_StaysUnique()
    {
        static ModelRequest With(params string[] names) => new()
        {
            SourceApi = ModelApi.OpenAIChat,
            Tools = [.. names.Select(name => new Tool(new ToolName(name), null, null))],
        };

        // The short form of f_o beside f.o is sent as a name of its own, before the two.
        var shortForm = ToolNameMapper.Flatten(With("f.o", "f_o")).Flat.Tools[1].Name.Name;
        var (flat, map) = ToolNameMapper.Flatten(With(shortForm, "f.o", "f_o"));

        flat.Tools.Select(tool => tool.Name.Name).ShouldBeUnique();
        flat.Tools.Select(tool => map.OriginalName(tool.Name.Name).Name).ShouldBe([shortForm, "f.o", "f_o"]);
    }

    [Fact]
    public void Flatten_CallOfAToolThatWasDropped_KeepsItsNameToItself()
    {
        var request = new ModelRequest
        {
            SourceApi = ModelApi.OpenAIResponses,
            Tools = [new Tool(new ToolName("a__b"), null, null)],
            Messages = [new Message(Role.Assistant, [new ToolCallPart("c", new ToolName("b", "a"), "{}")])],
        };

        var flat = ToolNameMapper.Flatten(request).Flat;

        flat.Messages[0].Parts.OfType<ToolCallPart>().Single().Name.Name.ShouldNotBe(flat.Tools[0].Name.Name);
    }

    [Fact]
    public void Flatten_ChosenTool_IsRenamedToo()
    {
        var name = new ToolName("read.file");
        var flat = ToolNameMapper.Flatten(
            new ModelRequest
            {
                SourceApi = ModelApi.OpenAIChat,
                Tools = [new Tool(name, null, null)],
                ToolChoice = new ToolChoice(ToolChoiceMode.Named, name)
            }).Flat;

        flat.ToolChoice!.Tool!.Value.Name.ShouldBe(flat.Tools[0].Name.Name);
    }

    // Google: a letter or an underscore first.
    [Theory]
    [InlineData("1:x", "_1_x")]
    [InlineData("-x", "_-x")]
    [InlineData("_x", "_x")]
    [InlineData("x1", "x1")]
    [InlineData("ü", "_")]
    public void Flatten_FirstCharacter_IsALetterOrAnUnderscore(string name, string expected) =>
        ToolNameMapper.Flatten(new ModelRequest { SourceApi = ModelApi.OpenAIChat, Tools = [new Tool(new ToolName(name), null, null)] })
            .Flat.Tools[0].Name.Name.ShouldBe(expected);

    private static IEnumerable<string> Names(ModelApi upstream, JsonNode body) => (upstream switch
    {
        ModelApi.GeminiGenerateContent => body["tools"]![0]!["functionDeclarations"]!.AsArray().Select(tool => tool!["name"]),
        ModelApi.OpenAIChat => body["tools"]!.AsArray().Select(tool => tool!["function"]!["name"]),
        _ => body["tools"]!.AsArray().Select(tool => tool!["name"]),
    }).Select(name => name!.GetValue<string>());

    /// <summary>The provider streams a call of each tool; the items that the client's stream completes.</summary>
    private static List<JsonNode> Items(ModelApi upstream, RequestMap map, List<string> names)
    {
        const string Arguments = """{\"input\":\"*** Begin\"}""";
        IEnumerable<string> Events(string name, int index) => upstream switch
        {
            ModelApi.OpenAIChat =>
                [$$$$$"""{"choices":[{"delta":{"tool_calls":[{"index":{{{{{index}}}}},"id":"call_{{{{{index}}}}}","function":{"name":"{{{{{name}}}}}","arguments":"{{{{{Arguments}}}}}"}}]}}]}"""],
            ModelApi.AnthropicMessages =>
            [
                $$$$$"""{"type":"content_block_start","index":{{{{{index}}}}},"content_block":"""
                    + $$$$$"""{"type":"tool_use","id":"toolu_{{{{{index}}}}}","name":"{{{{{name}}}}}","input":{}}}""",
                $$$$$"""{"type":"content_block_delta","index":{{{{{index}}}}},"delta":"""
                    + $$$$$"""{"type":"input_json_delta","partial_json":"{{{{{Arguments}}}}}"}}""",
                $$$$$"""{"type":"content_block_stop","index":{{{{{index}}}}}}""",
            ],
            _ =>
                [$$$$$"""{"candidates":[{"content":{"parts":[{"functionCall":{"name":"{{{{{name}}}}}","args":{"input":"*** Begin"}}}]}}]}"""],
        };
        string[] end = upstream switch
        {
            ModelApi.OpenAIChat => ["""{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}""", "[DONE]"],
            ModelApi.AnthropicMessages =>
                [
                    """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":5}}""",
                    """{"type":"message_stop"}""",
                ],
            _ => ["""{"candidates":[{"finishReason":"STOP"}]}"""],
        };
        var got = Sse.Through(
            Translator.CreateStreamTranslator(upstream, ModelApi.OpenAIResponses, Sample.Context, map),
            names.SelectMany(Events).Concat(end).Select(data => ((string?)null, data)));

        var sequence = got.Select(one => JsonNode.Parse(one.Data)!["sequence_number"]!.GetValue<int>()).ToList();
        sequence.ShouldBe(Enumerable.Range(0, sequence.Count));
        got[^1].Name.ShouldBe("response.completed");
        return [.. JsonNode.Parse(got[^1].Data)!["response"]!["output"]!.AsArray().Select(item => item!)];
    }
}
