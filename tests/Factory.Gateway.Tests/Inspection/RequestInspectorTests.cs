using System.Text;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Tests.Inspection;

/// <summary>What one look at a body must see, and what it must not let through.</summary>
public sealed class RequestInspectorTests
{
    [Theory]

    // Two meanings: a server may read the other one.
    [InlineData(ModelApiNames.Chat, """{"model":"a","model":"b"}""", "twice")]
    [InlineData(ModelApiNames.Chat, """{"model":"a","max_tokens":1,"max_tokens":9}""", "twice")]
    [InlineData(ModelApiNames.Generate, """{"generationConfig":{"maxOutputTokens":1,"max_output_tokens":9}}""", "twice")]
    [InlineData(ModelApiNames.Generate, """{"generationConfig":{},"generation_config":{"maxOutputTokens":9}}""", "twice")]
    [InlineData(ModelApiNames.Chat, """{"mod\u0065l":"a"}""", "escape")]
    [InlineData(ModelApiNames.Chat, """{"model":"a","Max_Tokens":9}""", "case")]
    [InlineData(ModelApiNames.Chat, """{"model":"a","n":"2"}""", "whole number")]
    [InlineData(ModelApiNames.Chat, """{"model":"a","n":0}""", "at least 1")]
    [InlineData(ModelApiNames.Chat, """{"model":"a","max_tokens":1.5}""", "whole number")]
    [InlineData(ModelApiNames.Chat, """{"model":"a","stream":"yes"}""", "true or false")]
    [InlineData(ModelApiNames.Chat, """{"model":7}""", "text")]
    [InlineData(ModelApiNames.Chat, """{"messages":[]}""", "missing")]
    [InlineData(ModelApiNames.Chat, """[]""", "object")]
    [InlineData(ModelApiNames.Chat, """{"model":"a"}{}""", "not JSON")]
    [InlineData(ModelApiNames.Chat, "", "not JSON")]

    // No price.
    [InlineData(ModelApiNames.Chat, """{"model":"a","service_tier":"priority"}""", "service_tier")]
    [InlineData(ModelApiNames.Messages, """{"model":"a","speed":"fast"}""", "speed")]
    [InlineData(ModelApiNames.Messages, """{"model":"a","inference_geo":"us"}""", "inference_geo")]
    [InlineData(ModelApiNames.Messages, """{"model":"a","tools":[{"type":"web_search_20250305","name":"web_search"}]}""", "web_search")]
    [InlineData(ModelApiNames.Messages, """{"model":"a","mcp_servers":[{}]}""", "mcp_servers")]
    [InlineData(ModelApiNames.Messages, """{"model":"a","messages":[{"content":[{"type":"text","cache_control":{"type":"ephemeral","ttl":"2h"}}]}]}""", "ttl")]
    [InlineData(ModelApiNames.Responses, """{"model":"a","tools":[{"type":"tool_search"}]}""", "tool_search")]
    [InlineData(ModelApiNames.Responses, """{"model":"a","tools":[{"execution":"server","type":"tool_search"}]}""", "tool_search")]
    [InlineData(ModelApiNames.Responses, """{"model":"a","tools":[{"type":"tool_search","execution":"server","execution":"client"}]}""", "tool_search")]
    [InlineData(ModelApiNames.Responses, """{"model":"a","tools":[{"type":"tool_search","execution":"client","type":"web_search"}]}""", "web_search")]
    [InlineData(ModelApiNames.Chat, """{"model":"a","tools":[{"type":"tool_search","execution":"client"}]}""", "tool_search")]
    [InlineData(ModelApiNames.Responses, """{"model":"a","tools":[{"type":"web_search"}]}""", "web_search")]
    [InlineData(ModelApiNames.Responses, """{"model":"a","tools":[{"type":"namespace","tools":[{"type":"mcp"}]}]}""", "mcp")]
    [InlineData(ModelApiNames.Responses, """{"model":"a","input":[{"type":"additional_tools","tools":[{"type":"code_interpreter"}]}]}""", "code_interpreter")]
    [InlineData(ModelApiNames.Responses, """{"model":"a","tools":[{"t\u0079pe":"web_search"}]}""", "escape")]
    [InlineData(ModelApiNames.Responses, """{"model":"a","tools":[{"type":"web\u005fsearch"}]}""", "web_search")]
    [InlineData(ModelApiNames.Responses, """{"model":"a","background":true}""", "background")]
    [InlineData(ModelApiNames.Chat, """{"model":"a","web_search_options":{}}""", "web_search_options")]
    [InlineData(ModelApiNames.Chat, """{"model":"a","modalities":["text","audio"]}""", "modalities")]
    [InlineData(ModelApiNames.Chat, """{"model":"a","models":["dear/model"]}""", "models")]
    [InlineData(ModelApiNames.Generate, """{"tools":[{"googleSearch":{}}]}""", "googleSearch")]
    [InlineData(ModelApiNames.Generate, """{"generationConfig":{"responseModalities":["IMAGE"]}}""", "responseModalities")]
    public void WhatHasNoPriceOrNoSingleMeaning_IsRefused(string protocol, string body, string why) =>
        Should.Throw<RequestRejectedException>(() => Read(protocol, body)).Message.ShouldContain(why);

    [Fact]
    public void ASearchForToolsThatTheCallerRuns_Passes_AndWhatItFoundIsLookedAt()
    {
        var codex = """{"model":"a","tools":[{"type":"tool_search","execution":"client","description":"d","parameters":{"type":"object","properties":{}}}],"input":[{"type":"tool_search_output","execution":"client","tools":[TOOL]}]}""";
        Read(ModelApiNames.Responses, codex.Replace("TOOL", """{"type":"function","name":"f"}""", StringComparison.Ordinal)).HasTools.ShouldBeTrue();
        Should.Throw<RequestRejectedException>(() => Read(ModelApiNames.Responses, codex.Replace("TOOL", """{"type":"web_search"}""", StringComparison.Ordinal))).Message.ShouldContain("web_search");
    }

    [Theory]
    [InlineData("""{"model":"a","messages":[{"content":[{"type":"text","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}""", true)]
    [InlineData("""{"model":"a","messages":[{"content":[{"type":"text","cache\u005fcontrol":{"type":"ephemeral","ttl":"1h"}}]}]}""", true)]
    [InlineData("""{"model":"a","cache_control":{"type":"ephemeral","ttl":"1h"},"messages":[]}""", true)]
    [InlineData("""{"model":"a","tools":[{"name":"f","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[]}""", true)]
    [InlineData("""{"model":"a","messages":[{"content":[{"type":"text","cache_control":{"type":"ephemeral","ttl":"5m"}}]}]}""", false)]
    [InlineData("""{"model":"a","messages":[{"content":[{"type":"text","cache_control":{"type":"ephemeral"}}]}]}""", false)]
    public void WritingToTheCacheForAnHour_IsSeen(string body, bool isSeen) => Read(ModelApiNames.Messages, body).UsesOneHourCache.ShouldBe(isSeen);

    [Theory]
    [InlineData(ModelApiNames.Chat, """{"model":"a","messages":[{"content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]}]}""", 1, false)]
    [InlineData(ModelApiNames.Chat, """{"model":"a","messages":[{"content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}]}""", 1, true)]
    [InlineData(ModelApiNames.Chat, """{"model":"a","messages":[{"content":[{"type":"file","file":{"file_id":"f"}}]}]}""", 0, true)]
    [InlineData(ModelApiNames.Responses, """{"model":"a","input":"x","previous_response_id":"r"}""", 0, true)]
    [InlineData(ModelApiNames.Responses, """{"model":"a","input":"x","previous_response_id":null}""", 0, false)]
    [InlineData(ModelApiNames.Responses, """{"model":"a","input":[{"type":"item_reference","id":"i"}]}""", 0, true)]
    [InlineData(ModelApiNames.Responses, """{"model":"a","input":[{"content":[{"type":"input_image","image_url":"data:image/png;base64,AA"}]}]}""", 1, false)]
    [InlineData(ModelApiNames.Messages, """{"model":"a","messages":[{"content":[{"type":"image","source":{"type":"base64","data":"AA"}}]}]}""", 1, false)]
    [InlineData(ModelApiNames.Messages, """{"model":"a","messages":[{"content":[{"type":"image","source":{"type":"url","url":"https://example.org"}}]}]}""", 1, true)]
    [InlineData(ModelApiNames.Messages, """{"model":"a","messages":[{"content":[{"type":"tool_use","input":{"url":"https://example.org","prompt":"x"}}]}]}""", 0, false)]
    [InlineData(ModelApiNames.Messages, """{"model":"a","messages":[{"content":[{"t\u0079pe":"image"}]}]}""", 0, true)]
    [InlineData(ModelApiNames.Generate, """{"contents":[{"parts":[{"inline_data":{"data":"AA"}}]}]}""", 0, true)]
    [InlineData(ModelApiNames.Generate, """{"cachedContent":"c"}""", 0, true)]
    [InlineData(ModelApiNames.Generate, """{"contents":[{"parts":[{"text":"x"}]}]}""", 0, false)]
    public void InputThatIsMoreThanItsBytes_IsSeen(string protocol, string body, int images, bool elsewhere)
    {
        var inspection = Read(protocol, body);

        (inspection.Images, inspection.HasExternalInput).ShouldBe((images, elsewhere));
    }

    [Fact]
    public void Facts_AreRead_WhereverTheyStand()
    {
        var inspection = Read(ModelApiNames.Messages, """{"messages":[{"role":"user","content":"{\"model\":\"no\"}"}],"thinking":{"type":"enabled","budget_tokens":4000},"tools":[{"name":"a"},{"type":"bash_20250124","name":"bash"}],"stream":true,"max_tokens":9000,"model":"factory\/cheap"}""");

        (inspection.Model, inspection.Stream, inspection.MaxOutputTokens, inspection.ThinkingBudget, inspection.HasTools, inspection.HasExternalInput).ShouldBe(("factory/cheap", true, 9000, 4000, true, false));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"type":{"type":"string"},"tools":{"type":"array"},"file_id":{"type":"string"}}}""")]
    public void SchemasOfTools_AreNotMistakenForInput(string schema)
    {
        var inspection = Read(ModelApiNames.Responses, $$"""{"model":"a","input":"x","tools":[{"type":"function","name":"f","parameters":{{schema}}}]}""");

        (inspection.HasTools, inspection.HasExternalInput).ShouldBe((true, false));
    }

    private static RequestInspection Read(string protocol, string body) => RequestInspector.Inspect(Encoding.UTF8.GetBytes(body), protocol);
}
