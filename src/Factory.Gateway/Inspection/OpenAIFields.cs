using static Factory.Gateway.Inspection.RequestField;

namespace Factory.Gateway.Inspection;

/// <summary>
/// The known fields of chat completions and of responses: OpenAI's own, and those of the servers and vendors that copy
/// these APIs.
/// </summary>
/// <remarks>
/// Compared with openai-python (types of chat, responses and reasoning), vLLM's <c>ChatCompletionRequest</c>, Mistral's
/// client and the API references of OpenRouter, xAI and DeepSeek.
/// </remarks>
internal static class OpenAIFields
{
    /// <value>Fields of a tool of chat completions.</value>
    public static FieldTable ChatTool { get; } = new(
        [
            .. Plain("type", "custom", "defer_loading"),
            Object("function", "name", "description", "parameters", "strict", "defer_loading"),
            Of("cache_control", RequestProperty.CacheControl),
        ]);

    /// <value>Fields of a tool of responses; namespaces and searches hold tools.</value>
    public static FieldTable ResponsesTool { get; } = new(
        [
            .. Plain("type", "name", "description", "parameters", "strict", "format", "tools", "execution", "defer_loading"),
            .. Plain("allowed_callers", "output_schema"),
            Of("cache_control", RequestProperty.CacheControl),
        ]);

    private static RequestField Google { get; } =
        Object("google", "thinking_config", "cached_content", "safety_settings", "thought_tag_marker");

    // In both APIs.
    private static RequestField[] Common { get; } =
        [
            .. Plain(
                "temperature", "top_p", "top_logprobs", "tool_choice", "parallel_tool_calls", "metadata", "store", "user",
                "safety_identifier", "moderation", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention"),
            Of("model", RequestProperty.Model),
            Of("stream", RequestProperty.Stream),
            Of("tools", RequestProperty.Tools),
            Of("service_tier", RequestProperty.ServiceTier),
            Of("modalities", RequestProperty.Modalities),
            Of(
                "reasoning",
                RequestProperty.Reasoning,
                new FieldTable(
                    Plain("effort", "summary", "generate_summary", "context", "mode", "max_tokens", "exclude", "enabled"))),

            // OpenRouter's: other models, routes and plug-ins have other prices.
            .. All(RequestProperty.Unpriced, "models", "route", "plugins", "provider", "preset", "image_config"),
            .. Plain("session_id", "trace", "top_k", "min_p", "top_a", "repetition_penalty", "transforms"),
            .. Plain("max_tool_calls", "stop_server_tools_when"),
            Of("cache_control", RequestProperty.CacheControl),

            // Google's OpenAI-compatible endpoint has its own fields here; proxies would read any field of theirs.
            Of("extra_body", RequestProperty.ExtraBody, new FieldTable(Google)),

            // xAI's: the turns of its own tools, which are rejected, and its search.
            .. Plain("max_turns"),
            Of("search_parameters", RequestProperty.UnpricedSwitch),
        ];

    /// <value>The request of chat completions.</value>
    public static FieldTable Chat { get; } = new(
        [
            .. Common,
            .. Plain(
                "frequency_penalty", "presence_penalty", "logit_bias", "logprobs", "seed", "stop", "response_format",
                "reasoning_effort", "verbosity", "functions", "function_call"),
            Of("messages", RequestProperty.Content),
            Of("stream_options", RequestProperty.StreamOptions, new FieldTable(Plain("include_usage", "include_obfuscation"))),
            Of("n", RequestProperty.Choices),
            Of("max_completion_tokens", RequestProperty.MaxOutputTokens),
            Of("max_tokens", RequestProperty.LegacyMaxTokens),
            Of("best_of", RequestProperty.UnpricedCount),
            .. All(RequestProperty.Unpriced, "prediction", "audio"),
            .. All(RequestProperty.UnpricedSwitch, "web_search_options", "enable_search", "deferred"),
            .. Vendors(),
        ]);

    /// <value>The request of responses.</value>
    public static FieldTable Responses { get; } = new(
        [
            .. Common,
            .. Plain("include", "truncation", "client_metadata", "access_programs"),
            Object("text", "format", "verbosity"),
            Object("stream_options", "include_obfuscation", "reasoning_summary_delivery"),
            Of("max_output_tokens", RequestProperty.MaxOutputTokens),
            Of("input", RequestProperty.Content),
            Of("instructions", RequestProperty.Content),
            Of("context_management", RequestProperty.Compaction),
            .. All(RequestProperty.ExternalInput, "previous_response_id", "conversation", "prompt"),
            Of("background", RequestProperty.UnpricedSwitch),
        ]);

    private static IEnumerable<RequestField> Vendors() =>
        [
            // OpenRouter.
            .. Plain("include_reasoning", "usage", "structured_outputs", "debug"),

            // DeepSeek, Moonshot, Qwen, Zhipu, MiniMax: thinking and its switches.
            Of("thinking", RequestProperty.Thinking, new FieldTable(Plain("type", "budget_tokens", "clear_thinking", "keep"))),
            .. Plain("enable_thinking", "preserve_thinking", "clear_thinking", "reasoning_split", "do_sample", "tool_stream"),
            .. Plain("request_id", "user_id"),
            Of("thinking_budget", RequestProperty.ThinkingBudget),
            Of("thinking_token_budget", RequestProperty.ThinkingBudget),

            // Mistral, Groq.
            .. Plain("safe_prompt", "random_seed", "prompt_mode", "reasoning_format", "disable_tool_validation"),
            Of("guardrails", RequestProperty.Unpriced),

            // vLLM, SGLang: sampling.
            .. Plain(
                "length_penalty", "stop_token_ids", "include_stop_str_in_output", "ignore_eos", "min_tokens",
                "skip_special_tokens", "spaces_between_special_tokens", "truncate_prompt_tokens", "prompt_logprobs",
                "allowed_token_ids", "bad_words", "return_token_ids", "return_tokens_as_token_ids", "logprob_token_ids",
                "truncation_side", "watermarking", "return_token_offsets", "return_prompt_text", "return_mm_kwargs",
                "routed_experts_prompt_start"),
            Of("use_beam_search", RequestProperty.UnpricedSwitch),
            .. All(RequestProperty.LongerInput, "chat_template", "media_io_kwargs", "mm_processor_kwargs"),

            // vLLM: the prompt and the form of the answer.
            .. Plain(
                "echo", "add_generation_prompt", "continue_final_message", "add_special_tokens", "chat_template_kwargs",
                "documents", "guided_json", "guided_regex", "guided_choice", "guided_grammar", "guided_whitespace_pattern",
                "guided_decoding_backend", "structural_tag", "priority", "cache_salt", "repetition_detection"),

            // llama.cpp, LM Studio, Ollama.
            .. Plain(
                "cache_prompt", "grammar", "json_schema", "typical_p", "timings_per_token", "return_progress", "id_slot",
                "think", "keep_alive", "ttl", "mirostat", "mirostat_eta", "mirostat_tau", "repeat_penalty", "repeat_last_n"),
        ];
}
