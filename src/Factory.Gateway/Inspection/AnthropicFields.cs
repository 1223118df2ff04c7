using static Factory.Gateway.Inspection.RequestField;

namespace Factory.Gateway.Inspection;

/// <summary>
/// The known fields of Anthropic's messages, its betas included, and of OpenRouter's copy of the API.
/// </summary>
/// <remarks>Compared with anthropic-sdk-python (types of messages and betas) and OpenRouter's API reference.</remarks>
internal static class AnthropicFields
{
    /// <value>Fields of a tool; those of the tools that a client runs on a screen or on files included.</value>
    public static FieldTable Tool { get; } = new(
        [
            .. Plain("type", "name", "description", "input_schema", "strict", "defer_loading", "allowed_callers"),
            .. Plain("eager_input_streaming", "input_examples", "max_characters"),
            .. Plain("display_width_px", "display_height_px", "display_number", "enable_zoom"),
            Of("cache_control", RequestProperty.CacheControl),
        ]);

    /// <value>The request.</value>
    public static FieldTable Messages { get; } = new(
        [
            .. Plain("temperature", "top_p", "top_k", "stop_sequences", "metadata", "output_format"),
            .. Plain("diagnostics", "user_profile_id"),
            Object("tool_choice", "type", "name", "disable_parallel_tool_use"),
            Object("output_config", "effort", "format", "task_budget"),
            Of("model", RequestProperty.Model),
            Of("stream", RequestProperty.Stream),
            Of("max_tokens", RequestProperty.MaxOutputTokens),
            Of("thinking", RequestProperty.Thinking, new FieldTable(Plain("type", "budget_tokens", "display"))),
            Of("tools", RequestProperty.Tools),
            Of("messages", RequestProperty.Content),
            Of("system", RequestProperty.Content),
            Of("cache_control", RequestProperty.CacheControl),

            // Only a continued thread has its history at Anthropic.
            Of("thread", RequestProperty.Thread, new FieldTable(Plain("type", "previous_message_id"))),

            // A summary of the conversation is a second sampling of the whole context.
            Of("context_management", RequestProperty.Compaction, new FieldTable(Plain("edits"))),
            Of("compaction", RequestProperty.Summary),

            // Other models, servers and accounts, with other prices.
            .. All(RequestProperty.Unpriced, "mcp_servers", "container", "fallbacks", "fallback_credit_token", "billing_policy"),
            Of("workspace_id", RequestProperty.Unpriced),

            // OpenRouter's.
            .. Plain("session_id", "trace", "user", "stop_server_tools_when"),
            .. All(RequestProperty.Unpriced, "models", "route", "plugins", "provider"),
            .. All(RequestProperty.ServiceTier, "service_tier", "speed", "inference_geo"),
        ]);
}
