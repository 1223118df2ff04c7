using System.Text;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Tests.Inspection;

/// <summary>What one look at a body must see, and what it must not let through.</summary>
public sealed class RequestInspectorTests
{
    [Theory]

    // Two meanings: a server may read the other one.
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","model":"b"}""", "twice")]
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","max_tokens":1,"max_tokens":9}""", "twice")]
    [InlineData(ModelApi.GeminiGenerateContent, """{"generationConfig":{"maxOutputTokens":1,"max_output_tokens":9}}""", "twice")]
    [InlineData(ModelApi.GeminiGenerateContent, """{"generationConfig":{},"generation_config":{"maxOutputTokens":9}}""", "twice")]
    [InlineData(ModelApi.OpenAIChat, """{"mod\u0065l":"a"}""", "escape")]
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","Max_Tokens":9}""", "case")]
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","n":"2"}""", "whole number")]
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","n":0}""", "at least 1")]
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","max_tokens":1.5}""", "whole number")]
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","stream":"yes"}""", "true or false")]
    [InlineData(ModelApi.OpenAIChat, """{"model":7}""", "text")]
    [InlineData(ModelApi.OpenAIChat, """{"messages":[]}""", "missing")]
    [InlineData(ModelApi.OpenAIChat, """[]""", "object")]
    [InlineData(ModelApi.OpenAIChat, """{"model":"a"}{}""", "not JSON")]
    [InlineData(ModelApi.OpenAIChat, "", "not JSON")]

    // No price.
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","service_tier":"priority"}""", "service_tier")]
    [InlineData(ModelApi.AnthropicMessages, """{"model":"a","speed":"fast"}""", "speed")]
    [InlineData(ModelApi.AnthropicMessages, """{"model":"a","inference_geo":"us"}""", "inference_geo")]
    [InlineData(ModelApi.AnthropicMessages, """{"model":"a","tools":[{"type":"web_search_20250305","name":"web_search"}]}""", "web_search")]
    [InlineData(ModelApi.AnthropicMessages, """{"model":"a","mcp_servers":[{}]}""", "mcp_servers")]
    [InlineData(
        ModelApi.AnthropicMessages,
        """{"model":"a","messages":[{"content":[{"type":"text","cache_control":{"type":"ephemeral","ttl":"2h"}}]}]}""",
        "ttl")]
    [InlineData(ModelApi.OpenAIResponses, """{"model":"a","tools":[{"type":"tool_search"}]}""", "tool_search")]
    [InlineData(ModelApi.OpenAIResponses, """{"model":"a","tools":[{"execution":"server","type":"tool_search"}]}""", "tool_search")]
    [InlineData(
        ModelApi.OpenAIResponses,
        """{"model":"a","tools":[{"type":"tool_search","execution":"server","execution":"client"}]}""",
        "tool_search")]
    [InlineData(
        ModelApi.OpenAIResponses,
        """{"model":"a","tools":[{"type":"tool_search","execution":"client","type":"web_search"}]}""",
        "web_search")]
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","tools":[{"type":"tool_search","execution":"client"}]}""", "tool_search")]
    [InlineData(ModelApi.OpenAIResponses, """{"model":"a","tools":[{"type":"web_search"}]}""", "web_search")]
    [InlineData(ModelApi.OpenAIResponses, """{"model":"a","tools":[{"type":"namespace","tools":[{"type":"mcp"}]}]}""", "mcp")]
    [InlineData(
        ModelApi.OpenAIResponses,
        """{"model":"a","input":[{"type":"additional_tools","tools":[{"type":"code_interpreter"}]}]}""",
        "code_interpreter")]
    [InlineData(ModelApi.OpenAIResponses, """{"model":"a","tools":[{"t\u0079pe":"web_search"}]}""", "escape")]
    [InlineData(ModelApi.OpenAIResponses, """{"model":"a","tools":[{"type":"web\u005fsearch"}]}""", "web_search")]
    [InlineData(ModelApi.OpenAIResponses, """{"model":"a","background":true}""", "background")]
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","web_search_options":{}}""", "web_search_options")]
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","modalities":["text","audio"]}""", "modalities")]
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","models":["dear/model"]}""", "models")]
    [InlineData(ModelApi.GeminiGenerateContent, """{"tools":[{"googleSearch":{}}]}""", "googleSearch")]
    [InlineData(ModelApi.GeminiGenerateContent, """{"generationConfig":{"responseModalities":["IMAGE"]}}""", "responseModalities")]
    [InlineData(ModelApi.GeminiGenerateContent, """{"generationConfig":{"responseFormat":[{"image":{}}]}}""", "responseFormat")]
    [InlineData(ModelApi.GeminiGenerateContent, """{"generationConfig":{"response_format":{"text":{},"audio":{}}}}""", "responseFormat")]
    public void Inspect_NoPriceOrNoSingleMeaning_IsRejected(ModelApi api, string body, string why) =>
        Should.Throw<RequestRejectedException>(() => Read(api, body)).Message.ShouldContain(why);

    [Fact]
    public void Inspect_ToolSearchThatTheCallerRuns_PassesAndItsResultsAreInspected()
    {
        var codex =
            """{"model":"a","tools":[{"type":"tool_search","execution":"client","description":"d","parameters":{"type":"object","properties":{}}}],"input":[{"type":"tool_search_output","execution":"client","tools":[TOOL]}]}""";
        Read(ModelApi.OpenAIResponses, codex.Replace("TOOL", """{"type":"function","name":"f"}""", StringComparison.Ordinal))
            .HasTools.ShouldBeTrue();
        Should.Throw<RequestRejectedException>(() =>
            Read(ModelApi.OpenAIResponses, codex.Replace("TOOL", """{"type":"web_search"}""", StringComparison.Ordinal)))
                .Message.ShouldContain("web_search");
    }

    [Theory]
    [InlineData("""{"model":"a","messages":[{"content":[{"type":"text","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}""", true)]
    [InlineData("""{"model":"a","messages":[{"content":[{"type":"text","cache\u005fcontrol":{"type":"ephemeral","ttl":"1h"}}]}]}""", true)]
    [InlineData("""{"model":"a","cache_control":{"type":"ephemeral","ttl":"1h"},"messages":[]}""", true)]
    [InlineData("""{"model":"a","tools":[{"name":"f","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[]}""", true)]
    [InlineData("""{"model":"a","messages":[{"content":[{"type":"text","cache_control":{"type":"ephemeral","ttl":"5m"}}]}]}""", false)]
    [InlineData("""{"model":"a","messages":[{"content":[{"type":"text","cache_control":{"type":"ephemeral"}}]}]}""", false)]
    public void Inspect_OneHourCache_IsFound(string body, bool isSeen) =>
        Read(ModelApi.AnthropicMessages, body).UsesOneHourCache.ShouldBe(isSeen);

    [Theory]
    [InlineData(
        ModelApi.OpenAIChat,
        """{"model":"a","messages":[{"content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]}]}""",
        1,
        false)]
    [InlineData(
        ModelApi.OpenAIChat,
        """{"model":"a","messages":[{"content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}]}""",
        1,
        true)]
    [InlineData(ModelApi.OpenAIChat, """{"model":"a","messages":[{"content":[{"type":"file","file":{"file_id":"f"}}]}]}""", 0, true)]
    [InlineData(ModelApi.OpenAIResponses, """{"model":"a","input":"x","previous_response_id":"r"}""", 0, true)]
    [InlineData(ModelApi.OpenAIResponses, """{"model":"a","input":"x","previous_response_id":null}""", 0, false)]
    [InlineData(ModelApi.OpenAIResponses, """{"model":"a","input":[{"type":"item_reference","id":"i"}]}""", 0, true)]
    [InlineData(
        ModelApi.OpenAIResponses,
        """{"model":"a","input":[{"content":[{"type":"input_image","image_url":"data:image/png;base64,AA"}]}]}""",
        1,
        false)]
    [InlineData(
        ModelApi.AnthropicMessages,
        """{"model":"a","messages":[{"content":[{"type":"image","source":{"type":"base64","data":"AA"}}]}]}""",
        1,
        false)]
    [InlineData(
        ModelApi.AnthropicMessages,
        """{"model":"a","messages":[{"content":[{"type":"image","source":{"type":"url","url":"https://example.org"}}]}]}""",
        1,
        true)]
    [InlineData(
        ModelApi.AnthropicMessages,
        """{"model":"a","messages":[{"content":[{"type":"tool_use","input":{"url":"https://example.org","prompt":"x"}}]}]}""",
        0,
        false)]
    [InlineData(ModelApi.AnthropicMessages, """{"model":"a","messages":[{"content":[{"t\u0079pe":"image"}]}]}""", 0, true)]
    [InlineData(ModelApi.GeminiGenerateContent, """{"contents":[{"parts":[{"inline_data":{"data":"AA"}}]}]}""", 0, true)]
    [InlineData(ModelApi.GeminiGenerateContent, """{"cachedContent":"c"}""", 0, true)]
    [InlineData(ModelApi.GeminiGenerateContent, """{"contents":[{"parts":[{"text":"x"}]}]}""", 0, false)]
    public void Inspect_InputThatIsMoreThanItsBytes_IsFound(ModelApi api, string body, int images, bool elsewhere)
    {
        var inspection = Read(api, body);

        (inspection.Images, inspection.HasExternalInput).ShouldBe((images, elsewhere));
    }

    [Fact]
    public void Inspect_PropertiesInAnyOrder_AreRead()
    {
        var inspection = Read(
            ModelApi.AnthropicMessages,
            """{"messages":[{"role":"user","content":"{\"model\":\"no\"}"}],"thinking":{"type":"enabled","budget_tokens":4000},"tools":[{"name":"a"},{"type":"bash_20250124","name":"bash"}],"stream":true,"max_tokens":9000,"model":"factory\/cheap"}""");

        (inspection.Model,
            inspection.Stream,
            inspection.MaxOutputTokens,
            inspection.ThinkingBudget,
            inspection.HasTools,
            inspection.HasExternalInput).ShouldBe(("factory/cheap", true, 9000, 4000, true, false));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"type":{"type":"string"},"tools":{"type":"array"},"file_id":{"type":"string"}}}""")]
    public void Inspect_SchemasOfTools_AreNotTakenForInput(string schema)
    {
        var inspection = Read(
            ModelApi.OpenAIResponses,
            $$"""{"model":"a","input":"x","tools":[{"type":"function","name":"f","parameters":{{schema}}}]}""");

        (inspection.HasTools, inspection.HasExternalInput).ShouldBe((true, false));
    }

    private static RequestInspection Read(ModelApi api, string body) => RequestInspector.Inspect(Encoding.UTF8.GetBytes(body), api);
}
