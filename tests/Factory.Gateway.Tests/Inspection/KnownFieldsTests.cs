using System.Text;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Tests.Inspection;

/// <summary>Known fields pass, unknown ones are rejected by name, and values that say nothing count as absent.</summary>
public sealed class KnownFieldsTests
{
    [Theory]
    [InlineData(ModelApi.OpenAIChat, """ "base_url":"http://127.0.0.1" """, "base_url")]
    [InlineData(ModelApi.OpenAIChat, """ "api_base":"http://127.0.0.1" """, "api_base")]
    [InlineData(ModelApi.OpenAIChat, """ "extra_body":{"service_tier":"priority"} """, "extra_body.service_tier")]
    [InlineData(ModelApi.OpenAIChat, """ "kv_transfer_params":{"remote_host":"h"} """, "kv_transfer_params")]
    [InlineData(ModelApi.OpenAIChat, """ "stream_options":{"include_search":true} """, "stream_options.include_search")]
    [InlineData(ModelApi.OpenAIChat, """ "tools":[{"type":"function","function":{"name":"f","price":1}}] """, "function.price")]
    [InlineData(ModelApi.OpenAIChat, """ "tools":[{"type":"function","server_url":"h","function":{"name":"f"}}] """, "server_url")]
    [InlineData(ModelApi.OpenAIChat, """ "messages":[{"content":[{"type":"text","cache_control":{"pool":"x"}}]}] """, "cache_control.pool")]
    [InlineData(ModelApi.OpenAIResponses, """ "thread":{"type":"create"} """, "thread")]
    [InlineData(ModelApi.OpenAIResponses, """ "text":{"search":true} """, "text.search")]
    [InlineData(ModelApi.OpenAIResponses, """ "reasoning":{"mode":"pro"} """, "reasoning.mode")]
    [InlineData(ModelApi.OpenAIResponses, """ "reasoning":{"mode":2} """, "reasoning.mode")]
    [InlineData(ModelApi.OpenAIResponses, """ "reasoning":{"judge":"m"} """, "reasoning.judge")]
    [InlineData(ModelApi.OpenAIResponses, """ "tools":[{"type":"namespace","tools":[{"type":"function","x":1}]}] """, "tools[].x")]
    [InlineData(ModelApi.AnthropicMessages, """ "something_new":1 """, "something_new")]
    [InlineData(ModelApi.AnthropicMessages, """ "fallbacks":[{"model":"dear"}] """, "fallbacks")]
    [InlineData(ModelApi.AnthropicMessages, """ "fallbacks":"default" """, "fallbacks")]
    [InlineData(ModelApi.AnthropicMessages, """ "fallback_credit_token":"t" """, "fallback_credit_token")]
    [InlineData(ModelApi.AnthropicMessages, """ "billing_policy":{"type":"x"} """, "billing_policy")]
    [InlineData(ModelApi.AnthropicMessages, """ "workspace_id":"w" """, "workspace_id")]
    [InlineData(ModelApi.AnthropicMessages, """ "output_config":{"effort":"low","priority":1} """, "output_config.priority")]
    [InlineData(ModelApi.AnthropicMessages, """ "thinking":{"type":"enabled","model":"m"} """, "thinking.model")]
    [InlineData(ModelApi.AnthropicMessages, """ "context_management":{"store":"s"} """, "context_management.store")]
    [InlineData(ModelApi.AnthropicMessages, """ "thread":{"type":"create","history":"h"} """, "thread.history")]
    [InlineData(ModelApi.AnthropicMessages, """ "cache_control":{"type":"ephemeral","size":1} """, "cache_control.size")]
    [InlineData(ModelApi.AnthropicMessages, """ "tools":[{"name":"f","input_schema":{},"runs_at":"u"}] """, "tools[].runs_at")]
    [InlineData(ModelApi.GeminiGenerateContent, """ "modelArmorConfig":{} """, "modelArmorConfig")]
    [InlineData(ModelApi.GeminiGenerateContent, """ "generationConfig":{"videoConfig":{}} """, "generationConfig.videoConfig")]
    [InlineData(ModelApi.GeminiGenerateContent, """ "generationConfig":{"thinkingConfig":{"pool":1}} """, "thinkingConfig.pool")]
    [InlineData(ModelApi.GeminiGenerateContent, """ "generationConfig":{"imageConfig":{"imageSize":"4K"}} """, "imageConfig")]
    [InlineData(ModelApi.GeminiGenerateContent, """ "generationConfig":{"routingConfig":{"autoMode":{}}} """, "routingConfig")]
    [InlineData(ModelApi.GeminiGenerateContent, """ "tools":[{"functionDeclarations":[{"name":"f","url":"u"}]}] """, "[].url")]
    [InlineData(ModelApi.OpenAIEmbeddings, """ "enrich":true """, "enrich")]
    public void Inspect_FieldOfNoTable_IsRejectedByName(ModelApi api, string field, string name) =>
        Should.Throw<RequestRejectedException>(() => Read(api, field)).Message.ShouldContain(name);

    [Theory]
    [InlineData(ModelApi.OpenAIChat, """ "best_of":2 """, "best_of")]
    [InlineData(ModelApi.OpenAIChat, """ "plugins":[{"id":"web"}] """, "plugins")]
    [InlineData(ModelApi.OpenAIChat, """ "search_parameters":{} """, "search_parameters")]
    [InlineData(ModelApi.OpenAIChat, """ "search_parameters":{"mode":"on"} """, "search_parameters")]
    [InlineData(ModelApi.OpenAIChat, """ "enable_search":true """, "enable_search")]
    [InlineData(ModelApi.OpenAIChat, """ "preset":"p" """, "preset")]
    [InlineData(ModelApi.OpenAIChat, """ "use_beam_search":true """, "use_beam_search")]
    [InlineData(ModelApi.OpenAIChat, """ "guardrails":[{"block_on_error":true}] """, "guardrails")]
    [InlineData(ModelApi.AnthropicMessages, """ "plugins":[{"id":"web"}] """, "plugins")]
    [InlineData(ModelApi.AnthropicMessages, """ "models":["dear"] """, "models")]
    [InlineData(ModelApi.AnthropicMessages, """ "mcp_servers":[{}] """, "mcp_servers")]
    [InlineData(ModelApi.AnthropicMessages, """ "container":"c" """, "container")]
    public void Inspect_FieldWithoutAPrice_IsRejected(ModelApi api, string field, string name) =>
        Should.Throw<RequestRejectedException>(() => Read(api, field)).Message.ShouldContain($"'{name}'");

    [Theory]
    [InlineData(
        ModelApi.OpenAIChat,
        """
        "best_of":1,"plugins":[],"models":[],"provider":{},"route":"","prediction":{},"audio":{},"extra_body":{},"modalities":[],
        "web_search_options":null,"search_parameters":{"mode":"off"},"enable_search":false,"service_tier":""
        """)]
    [InlineData(
        ModelApi.OpenAIResponses,
        """ "previous_response_id":"","conversation":{},"prompt":{},"background":false,"context_management":[],"plugins":[] """)]
    [InlineData(
        ModelApi.AnthropicMessages,
        """
        "mcp_servers":[],"container":"","fallbacks":[],"thread":null,"context_management":{"edits":[]},"compaction":{},
        "speed":"","service_tier":"auto","inference_geo":"global","fallback_credit_token":""
        """)]
    [InlineData(ModelApi.GeminiGenerateContent, """ "cachedContent":"","serviceTier":"standard","generationConfig":{"speechConfig":{}} """)]
    [InlineData(ModelApi.OpenAIEmbeddings, """ "models":[],"provider":{} """)]
    public void Inspect_ValuesThatSayNothing_CountAsAbsent(ModelApi api, string fields)
    {
        var inspection = Read(api, fields);

        (inspection.HasExternalInput, inspection.HasProviderState, inspection.HasRemoteAddress, inspection.Samplings)
            .ShouldBe((false, false, false, 1));
    }

    [Theory]
    [InlineData(ModelApi.OpenAIChat, """ "prompt_cache_options":{"mode":"explicit"},"moderation":{},"safety_identifier":"s" """)]
    [InlineData(ModelApi.OpenAIChat, """ "messages":[{"content":[{"type":"text","text":"t","prompt_cache_breakpoint":{"a":1}}]}] """)]
    [InlineData(ModelApi.OpenAIChat, """ "chat_template_kwargs":{"enable_thinking":false},"min_p":0.1,"guided_json":{} """)]
    [InlineData(ModelApi.OpenAIChat, """ "use_beam_search":false,"guardrails":[],"chat_template":null,"truncation_side":"left" """)]
    [InlineData(ModelApi.OpenAIChat, """ "logprob_token_ids":[1],"watermarking":true,"return_prompt_text":true """)]
    [InlineData(ModelApi.OpenAIChat, """ "max_tool_calls":2,"stop_server_tools_when":[{"type":"max_cost"}] """)]
    [InlineData(ModelApi.OpenAIChat, """ "tools":[{"type":"function","defer_loading":true,"function":{"name":"f"}}] """)]
    [InlineData(ModelApi.OpenAIResponses, """ "reasoning":{"mode":"standard","context":"all_turns","effort":"max","summary":null} """)]
    [InlineData(ModelApi.OpenAIResponses, """ "reasoning":{"mode":null} """)]
    [InlineData(ModelApi.AnthropicMessages, """ "session_id":"s","trace":{},"user":"u","models":[] """)]
    [InlineData(ModelApi.OpenAIResponses, """ "prompt_cache_options":{},"client_metadata":{},"include":[],"text":{"verbosity":"low"} """)]
    [InlineData(ModelApi.AnthropicMessages, """ "diagnostics":{"a":1},"user_profile_id":"u","thread":{"type":"create"} """)]
    [InlineData(ModelApi.AnthropicMessages, """ "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]} """)]
    [InlineData(ModelApi.AnthropicMessages, """ "tools":[{"name":"f","input_schema":{"x":1},"allowed_callers":["direct"]}] """)]
    [InlineData(ModelApi.AnthropicMessages, """ "messages":[{"content":[{"type":"tool_use","input":{"type":"document","new":1}}]}] """)]
    [InlineData(ModelApi.GeminiGenerateContent, """ "generation_config":{"thinking_config":{"thinking_level":"low"}},"labels":{} """)]
    [InlineData(ModelApi.GeminiGenerateContent, """ "contents":[{"parts":[{"functionCall":{"name":"f","args":{"fileData":1}}}]}] """)]
    public void Inspect_KnownFieldsWithoutAPrice_ReserveNothingMore(ModelApi api, string fields)
    {
        var inspection = Read(api, fields);

        (inspection.HasExternalInput, inspection.HasProviderState, inspection.Samplings).ShouldBe((false, false, 1));
    }

    [Theory]
    [InlineData(ModelApi.AnthropicMessages, """ "thread":{"type":"continue","previous_message_id":"msg_1"} """, true)]
    [InlineData(ModelApi.AnthropicMessages, """ "thread":{"type":"create","previous_message_id":"msg_1"} """, true)]
    [InlineData(ModelApi.AnthropicMessages, """ "thread":{"type":"fork"} """, true)]
    [InlineData(
        ModelApi.AnthropicMessages,
        """ "messages":[{"content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}] """,
        true)]
    [InlineData(ModelApi.AnthropicMessages, """ "messages":[{"content":[{"type":"recalled","text":"t"}]}] """, false)]
    [InlineData(ModelApi.AnthropicMessages, """ "messages":[{"content":[{"type":"text","text":"t","recall":"all"}]}] """, false)]
    [InlineData(ModelApi.OpenAIResponses, """ "previous_response_id":"r" """, true)]
    [InlineData(ModelApi.OpenAIResponses, """ "conversation":{"id":"c"} """, true)]
    [InlineData(ModelApi.OpenAIResponses, """ "input":[{"type":"item_reference","id":"i"}] """, true)]
    [InlineData(ModelApi.OpenAIResponses, """ "input":[{"type":"memory_recall"}] """, false)]
    [InlineData(ModelApi.OpenAIChat, """ "messages":[{"role":"user","content":"a","context_ref":"c"}] """, false)]
    [InlineData(ModelApi.OpenAIChat, """ "chat_template":"{% for i in range(9999) %}x{% endfor %}" """, false)]
    [InlineData(ModelApi.OpenAIChat, """ "mm_processor_kwargs":{"num_frames":999} """, false)]
    [InlineData(ModelApi.OpenAIChat, """ "media_io_kwargs":{"video":{"num_frames":999}} """, false)]
    [InlineData(ModelApi.GeminiGenerateContent, """ "cachedContent":"c" """, true)]
    [InlineData(ModelApi.GeminiGenerateContent, """ "contents":[{"parts":[{"recall":{}}]}] """, false)]
    public void Inspect_InputThatMayLieElsewhere_ReservesTheContext(ModelApi api, string fields, bool isBoundToProvider)
    {
        var inspection = Read(api, fields);

        (inspection.HasExternalInput, inspection.HasProviderState).ShouldBe((true, isBoundToProvider));
    }

    [Theory]
    [InlineData(ModelApi.AnthropicMessages, """ "context_management":{"edits":[{"type":"compact_20260112"}]} """)]
    [InlineData(ModelApi.AnthropicMessages, """ "compaction":{"enabled":true} """)]
    [InlineData(ModelApi.OpenAIResponses, """ "context_management":[{"type":"compaction","compact_threshold":1000}] """)]
    public void Inspect_SummaryByTheProvider_ReservesASecondSampling(ModelApi api, string fields)
    {
        var inspection = Read(api, fields);

        (inspection.HasExternalInput, inspection.Samplings).ShouldBe((true, 2));
    }

    [Theory]
    [InlineData(ModelApi.OpenAIChat, """ "messages":[{"content":[{"image_url":{"url":"http://10.0.0.1/a.png"}}]}] """, true)]
    [InlineData(ModelApi.OpenAIChat, """ "messages":[{"content":[{"image_url":{"url":"data:image/png;base64,AA"}}]}] """, false)]
    [InlineData(ModelApi.OpenAIChat, """ "messages":[{"content":[{"image_url":{"url":"data:image\/png;base64,AA"}}]}] """, false)]
    [InlineData(ModelApi.OpenAIChat, """ "messages":[{"content":[{"video_url":{"url":"http://10.0.0.1/a"}}]}] """, true)]
    [InlineData(ModelApi.OpenAIChat, """ "messages":[{"content":[{"new":"http://10.0.0.1/a"}]}] """, true)]
    [InlineData(ModelApi.OpenAIChat, """ "extra_body":{"google":{"cached_content":"c"}} """, true)]
    [InlineData(ModelApi.OpenAIResponses, """ "input":[{"content":[{"type":"input_file","file_url":"http://h/a"}]}] """, true)]
    [InlineData(ModelApi.AnthropicMessages, """ "messages":[{"content":[{"source":{"type":"url","url":"http://h/a"}}]}] """, true)]
    [InlineData(ModelApi.AnthropicMessages, """ "messages":[{"content":[{"source":{"type":"base64","data":"A"}}]}] """, false)]
    [InlineData(ModelApi.GeminiGenerateContent, """ "contents":[{"parts":[{"fileData":{"fileUri":"http://h/a"}}]}] """, true)]
    [InlineData(ModelApi.GeminiGenerateContent, """ "contents":[{"parts":[{"inlineData":{"data":"A"}}]}] """, false)]
    public void Inspect_AddressToFetch_IsFound(ModelApi api, string fields, bool isFound) =>
        Read(api, fields).HasRemoteAddress.ShouldBe(isFound);

    private static RequestInspection Read(ModelApi api, string fields) => RequestInspector.Inspect(
        Encoding.UTF8.GetBytes(api == ModelApi.GeminiGenerateContent ? $"{{{fields}}}" : $$"""{"model":"a",{{fields}}}"""),
        api);
}
