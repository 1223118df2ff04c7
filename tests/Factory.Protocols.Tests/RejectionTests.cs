using System.Text;
using System.Text.Json.Nodes;
using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

/// <summary>What cannot be carried is refused by name, never dropped.</summary>
public sealed class RejectionTests
{
    private const string Chat = """{"model":"m","messages":[{"role":"user","content":"hi"}]}""";
    private const string Responses = """{"model":"m","input":"hi"}""";
    private const string Messages = """{"model":"m","max_tokens":10,"messages":[{"role":"user","content":"hi"}]}""";
    private const string Gemini = """{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}""";

    public static TheoryData<ModelApi, string, string> RejectedFromChat() => new()
    {
        { ModelApi.OpenAIChat, """{"n":2}""", "n: more than one choice cannot be translated to another API; send 1 or leave it out" },
        { ModelApi.OpenAIChat, """{"logprobs":true}""", "logprobs: log probabilities" },
        { ModelApi.OpenAIChat, """{"logit_bias":{"5":1}}""", "logit_bias: a bias on tokens" },
        { ModelApi.OpenAIChat, """{"service_tier":"flex"}""", "service_tier: a service tier" },
        { ModelApi.OpenAIChat, """{"modalities":["text","audio"]}""", "modalities: only text" },
        { ModelApi.OpenAIChat, """{"audio":{"voice":"x"}}""", "audio: sound" },
        { ModelApi.OpenAIChat, """{"web_search_options":{}}""", "web_search_options: a search that OpenAI runs" },
        { ModelApi.OpenAIChat, """{"functions":[{"name":"f"}]}""", "functions: functions of the old kind" },
        { ModelApi.OpenAIChat, """{"made_up":1}""", "made_up: is not known to this gateway" },
        {
            ModelApi.OpenAIChat,
            """{"messages":[{"role":"user","name":"Ann","content":"hi"}]}""",
            "messages[0].name: the name of a participant"
        },
        {
            ModelApi.OpenAIChat,
            """{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]}""",
            "messages[0].content[0].type: a part of type input_audio"
        },
        { ModelApi.OpenAIChat, """{"messages":[{"role":"narrator","content":"hi"}]}""", "messages[0].role: must be" },
        { ModelApi.OpenAIChat, """{"tools":[{"type":"web_search"}]}""", "tools[0].type: web_search is a tool that OpenAI runs itself" },
    };

    public static TheoryData<ModelApi, string, string> RejectedFromResponses() => new()
    {
        {
            ModelApi.OpenAIResponses,
            """{"previous_response_id":"resp_1"}""",
            "previous_response_id: names something that is kept at OpenAI"
        },
        { ModelApi.OpenAIResponses, """{"conversation":"c"}""", "conversation: names something" },
        { ModelApi.OpenAIResponses, """{"background":true}""", "background: a reply in the background" },
        {
            ModelApi.OpenAIResponses,
            """{"include":["file_search_call.results"]}""",
            "include[0]: file_search_call.results cannot be translated"
        },
        {
            ModelApi.OpenAIResponses,
            """{"tools":[{"type":"web_search"}]}""",
            "tools[0].type: web_search is a tool that OpenAI runs itself"
        },
        { ModelApi.OpenAIResponses, """{"tools":[{"type":"tool_search","execution":"client"}]}""", "tools[0].type: tool_search" },
        { ModelApi.OpenAIResponses, """{"input":[{"type":"item_reference","id":"x"}]}""", "input[0].type: an item that is kept at OpenAI" },
        {
            ModelApi.OpenAIResponses,
            """{"input":[{"role":"user","content":[{"type":"input_image","file_id":"f"}]}]}""",
            "input[0].content[0].image_url: an image that is kept at OpenAI"
        },
        {
            ModelApi.OpenAIResponses,
            """{"input":[{"role":"user","content":[{"type":"input_file","file_data":"f"}]}]}""",
            "input[0].content[0].type: a part of type input_file"
        },
    };

    public static TheoryData<ModelApi, string, string> RejectedFromAnthropic() => new()
    {
        { ModelApi.AnthropicMessages, """{"container":"c"}""", "container: names something that is kept at Anthropic" },
        {
            ModelApi.AnthropicMessages,
            """{"thread":{"type":"continue","previous_message_id":"msg_1"}}""",
            "thread: an earlier message names something that is kept at Anthropic"
        },
        { ModelApi.AnthropicMessages, """{"fallbacks":"default"}""", "fallbacks: models that Anthropic would choose" },
        {
            ModelApi.AnthropicMessages,
            """{"tools":[{"name":"a","input_schema":{},"allowed_callers":["code_execution_20250825"]}]}""",
            "tools[0].allowed_callers: a tool that Anthropic's code execution calls"
        },
        { ModelApi.AnthropicMessages, """{"mcp_servers":[{"url":"https://a"}]}""", "mcp_servers: servers that Anthropic would call" },
        {
            ModelApi.AnthropicMessages,
            """{"tools":[{"type":"web_search_20250305","name":"web_search"}]}""",
            "tools[0].type: web_search_20250305 is a tool that Anthropic runs"
        },
        {
            ModelApi.AnthropicMessages,
            """{"tools":[{"name":"a","input_schema":{},"defer_loading":true}]}""",
            "tools[0].defer_loading: a tool that is found by Anthropic's tool search"
        },
        {
            ModelApi.AnthropicMessages,
            """{"messages":[{"role":"user","content":[{"type":"document","source":"""
                + """{"type":"base64","media_type":"application/pdf","data":"x"}}]}]}""",
            "messages[0].content[0].source.type: only documents of plain text"
        },
        {
            ModelApi.AnthropicMessages,
            """{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}]}""",
            "messages[0].content[0].source.type: an image that is kept at Anthropic"
        },
        {
            ModelApi.AnthropicMessages,
            """{"messages":[{"role":"assistant","content":[{"type":"server_tool_use","id":"s","name":"web_search","input":{}}]}]}""",
            "messages[0].content[0].type: a block of type server_tool_use"
        },
    };

    public static TheoryData<ModelApi, string, string> RejectedFromGemini() => new()
    {
        {
            ModelApi.GeminiGenerateContent,
            """{"cachedContent":"cachedContents/1"}""",
            "cachedContent: names something that is kept at Google"
        },
        { ModelApi.GeminiGenerateContent, """{"tools":[{"google_search":{}}]}""", "tools[0].googleSearch: a tool that Google runs" },
        {
            ModelApi.GeminiGenerateContent,
            """{"generationConfig":{"candidateCount":2}}""",
            "generationConfig.candidateCount: more than one candidate"
        },
        {
            ModelApi.GeminiGenerateContent,
            """{"generationConfig":{"responseModalities":["AUDIO"]}}""",
            "generationConfig.responseModalities: only text"
        },
        {
            ModelApi.GeminiGenerateContent,
            """{"contents":[{"parts":[{"fileData":{"fileUri":"gs://a"}}]}]}""",
            "contents[0].parts[0].fileData: a file at an address"
        },
        {
            ModelApi.GeminiGenerateContent,
            """{"contents":[{"parts":[{"inlineData":{"mimeType":"audio/wav","data":"x"}}]}]}""",
            "contents[0].parts[0].inlineData.mimeType: audio/wav cannot be translated"
        },
        {
            ModelApi.GeminiGenerateContent,
            """{"contents":[{"parts":[{"functionResponse":{"name":"f","response":{}}}]}]}""",
            "contents[0].parts[0].functionResponse.name: no call of f before it"
        },
        {
            ModelApi.GeminiGenerateContent,
            """{"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["a","b"]}},"tools":["""
                + """{"functionDeclarations":[{"name":"a"},{"name":"b"},{"name":"c"}]}]}""",
            "toolConfig.functionCallingConfig.allowedFunctionNames: some of several"
        },
    };

    public static TheoryData<ModelApi, ModelApi, string, string> ImagesRejectedByTheProvider() => new()
    {
        {
            ModelApi.OpenAIChat,
            ModelApi.AnthropicMessages,
            """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/bmp;base64,AA"}}]}]}""",
            "image_url: Anthropic takes no images of type image/bmp"
        },
        {
            ModelApi.AnthropicMessages,
            ModelApi.GeminiGenerateContent,
            """
            {"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/gif","data":"AA"}}]}]}
            """,
            "source.media_type: Gemini takes no images of type image/gif"
        },
        {
            ModelApi.OpenAIChat,
            ModelApi.GeminiGenerateContent,
            """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}]}""",
            "image_url: Gemini does not fetch images"
        },
        {
            ModelApi.AnthropicMessages,
            ModelApi.GeminiGenerateContent,
            """{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://a/b.png"}}]}]}""",
            "source.url: Gemini does not fetch images"
        },
    };

    public static TheoryData<ModelApi, ModelApi, string, string> RejectedByTheProvider() => new()
    {
        { ModelApi.OpenAIChat, ModelApi.OpenAIResponses, """{"stop":["x"]}""", "stop: OpenAI's responses have no stop sequences" },
        { ModelApi.AnthropicMessages, ModelApi.OpenAIResponses, """{"stop_sequences":["x"]}""", "stop_sequences: OpenAI's responses" },
        {
            ModelApi.GeminiGenerateContent,
            ModelApi.OpenAIResponses,
            """{"generationConfig":{"stopSequences":["x"]}}""",
            "generationConfig.stopSequences: OpenAI's responses"
        },
        {
            ModelApi.OpenAIChat,
            ModelApi.AnthropicMessages,
            """{"frequency_penalty":0.5}""",
            "frequency_penalty: Anthropic has no penalties"
        },
        {
            ModelApi.GeminiGenerateContent,
            ModelApi.AnthropicMessages,
            """{"generationConfig":{"presencePenalty":0.5}}""",
            "generationConfig.presencePenalty: Anthropic"
        },
        { ModelApi.OpenAIChat, ModelApi.AnthropicMessages, """{"seed":7}""", "seed: Anthropic has no seed" },
        { ModelApi.OpenAIChat, ModelApi.AnthropicMessages, """{"stop":["a"," \n"]}""", "stop: Anthropic rejects a stop sequence of white" },
        {
            ModelApi.OpenAIChat,
            ModelApi.AnthropicMessages,
            """{"response_format":{"type":"json_object"}}""",
            "response_format: Anthropic gives JSON only to a schema"
        },
        {
            ModelApi.OpenAIChat,
            ModelApi.AnthropicMessages,
            """{"messages":[{"role":"system","content":"alone"}]}""",
            "messages: Anthropic needs at least one message"
        },
    };

    [Theory]
    [MemberData(nameof(RejectedFromChat))]
    [MemberData(nameof(RejectedFromResponses))]
    [MemberData(nameof(RejectedFromAnthropic))]
    [MemberData(nameof(RejectedFromGemini))]
    public void TranslateRequest_UnsupportedField_IsRejectedWithTheFix(ModelApi client, string change, string message)
    {
        foreach (var upstream in Sample.Apis.Where(upstream => upstream != client))
        {
            Should.Throw<TranslationException>(
                () =>
                    Translator.TranslateRequest(client, upstream, Changed(client, change), Sample.Context)).Message.ShouldStartWith(message);
        }
    }

    [Theory]
    [MemberData(nameof(RejectedByTheProvider))]
    [MemberData(nameof(ImagesRejectedByTheProvider))]
    public void TranslateRequest_SettingThatTheProviderLacks_IsRejectedUnderTheClientsName(
        ModelApi client,
        ModelApi upstream,
        string change,
        string message) =>
        Should.Throw<TranslationException>(
            () => Translator.TranslateRequest(client, upstream, Changed(client, change), Sample.Context)).Message.ShouldStartWith(message);

    [Theory]
    [InlineData(
        ModelApi.OpenAIChat,
        """{"n":1,"logprobs":false,"top_logprobs":0,"logit_bias":{},"service_tier":"auto","modalities":"""
            + """["text"],"frequency_penalty":0,"store":true,"metadata":{"a":"b"},"user":"u","audio":null}""")]
    [InlineData(
        ModelApi.OpenAIChat,
        """
        {"prompt_cache_options":{"mode":"explicit"},"moderation":{"input":"auto"},"best_of":1,"models":[],"plugins":[],"provider":{},
         "route":"","audio":{},"functions":[],"function_call":"none","transforms":[],"extra_body":{},"stop":"","cache_control":{},
         "messages":[{"role":"user","content":[{"type":"text","text":"a","prompt_cache_breakpoint":{"mode":"explicit"}}]}]}
        """)]
    [InlineData(
        ModelApi.OpenAIResponses,
        """
        {"prompt_cache_options":{},"moderation":{},"conversation":{},"prompt":{},"previous_response_id":"","context_management":[],
         "input":[{"role":"user","content":[{"type":"input_text","text":"a","prompt_cache_breakpoint":{}}]}]}
        """)]
    [InlineData(
        ModelApi.AnthropicMessages,
        """
        {"thread":{"type":"create"},"diagnostics":{"a":1},"user_profile_id":"u","fallbacks":[],"container":"","speed":"",
         "compaction":{"enabled":true},"inference_geo":"global",
         "stop_sequences":[""],"tools":[{"name":"f","input_schema":{},"allowed_callers":["direct"],"defer_loading":false}]}
        """)]
    [InlineData(
        ModelApi.GeminiGenerateContent,
        """{"cachedContent":"","serviceTier":"standard","generationConfig":{"speechConfig":{},"imageConfig":{},"stopSequences":[""]}}""")]
    [InlineData(
        ModelApi.OpenAIResponses,
        """{"background":false,"service_tier":"default","top_logprobs":0,"truncation":"auto","previous_response_id":null,"store":false}""")]
    [InlineData(
        ModelApi.AnthropicMessages,
        """{"service_tier":"auto","mcp_servers":[],"context_management":{"edits":[]},"metadata":{"user_id":"u"}}""")]
    [InlineData(
        ModelApi.GeminiGenerateContent,
        """{"safetySettings":[],"labels":{},"generationConfig":{"candidateCount":1,"responseModalities":["TEXT"],"presencePenalty":0}}""")]
    public void TranslateRequest_FieldsThatChangeNothing_AreAccepted(ModelApi client, string change)
    {
        foreach (var upstream in Sample.Apis)
        {
            Translator.TranslateRequest(client, upstream, Changed(client, change), Sample.Context).Body.Length.ShouldBePositive();
        }
    }

    [Theory]
    [InlineData(ModelApi.OpenAIChat, "chat")]
    [InlineData(ModelApi.OpenAIResponses, "responses")]
    [InlineData(ModelApi.AnthropicMessages, "messages")]
    [InlineData(ModelApi.GeminiGenerateContent, "Gemini")]
    public void FieldRules_AllFields_AreInTheReferencePage(ModelApi client, string column)
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "protocols.md"));
        var halves = page[page.IndexOf("## Hints", StringComparison.Ordinal)..].Split("## Refused");
        var written = Lines(halves[0], column)
            .SelectMany(cells => cells[3].Split(',').Select(field => $"hint {cells[2].Trim()} {field.Trim(' ', '`')}"))
            .Concat(Lines(halves[1], column).Select(cells => $"refused {cells[2].Trim()} {cells[3].Trim(' ', '`')}"));

        var coded = Translator.FieldRulesOf(client)
            .SelectMany(
                rule =>
                    rule.Ignored.Select(hint => $"hint {rule.Where} {hint}")
                        .Concat(rule.Rejected.Select(refusal => $"refused {rule.Where} {refusal.Field}")))
            .ToList();

        coded.Count.ShouldBeGreaterThan(15);
        written.ShouldBe(coded, ignoreOrder: true);
        UnsupportedSetting.AllNames.ShouldAllBe(name => page.Contains($"`{name}`", StringComparison.Ordinal));
    }

    private static IEnumerable<string[]> Lines(string half, string column) =>
        half.Split('\n').Where(line => line.StartsWith($"| {column} |", StringComparison.Ordinal)).Select(line => line.Split('|'));

    internal static byte[] Changed(ModelApi client, string change)
    {
        var body = JsonNode.Parse(
            client switch
            {
                ModelApi.OpenAIChat =>
                Chat,
                ModelApi.OpenAIResponses => Responses,
                ModelApi.AnthropicMessages => Messages,
                _ => Gemini
            })!
            .AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
