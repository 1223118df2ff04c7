using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Fields of a request to the responses API that are left out or rejected for another provider.</summary>
internal static class ResponsesRules
{
    private const string StoredAtOpenAI =
        "names something that is kept at OpenAI, which another provider cannot reach; send the whole conversation as input";

    /// <value>The request.</value>
    public static FieldRules Request { get; } = new(
        "responses",
        [
            "user",
            "safety_identifier",
            "metadata",
            "client_metadata",
            "store",
            "prompt_cache_key",
            "prompt_cache_retention",
            "prompt_cache_options",
            "moderation",
            "truncation",
            "max_tool_calls",
            "stream_options",
        ],
        [
            new RejectedField("previous_response_id", StoredAtOpenAI),
            new RejectedField("conversation", StoredAtOpenAI, FieldRules.IsEmpty),
            new RejectedField("prompt", StoredAtOpenAI, FieldRules.IsEmpty),
            new RejectedField(
                "background",
                "a reply in the background cannot be translated for another provider; send false or leave it out",
                FieldRules.IsFalse),
            new RejectedField(
                "service_tier",
                "a service tier cannot be translated for another provider; send \"auto\" or leave it out",
                FieldRules.IsOneOf("auto", "default")),
            new RejectedField(
                "top_logprobs",
                "log probabilities cannot be translated from another API; send 0 or leave it out",
                FieldRules.IsZero),
            new RejectedField(
                "context_management",
                "a conversation that OpenAI shortens itself cannot be translated for another provider; leave it out",
                FieldRules.IsEmpty),
        ]);

    /// <value>An item of the input.</value>
    public static FieldRules Item { get; } = FieldRules.IgnoringOnly(
        "input[]",
        "id",
        "status",
        "phase",
        "prompt_cache_breakpoint",
        "internal_chat_message_metadata_passthrough");

    /// <value>A part of a message.</value>
    public static FieldRules Part { get; } = new(
        "input[].content[]",
        ["annotations", "logprobs", "prompt_cache_breakpoint"],
        [new RejectedField("file_id", StoredAtOpenAI)]);

    /// <value>A tool.</value>
    public static FieldRules Tool { get; } = new(
        "tools[]",
        ["cache_control", "prompt_cache_breakpoint"],
        [
            new RejectedField(
                "defer_loading",
                "a tool that is found by OpenAI's tool search cannot be translated for another provider; send it with defer_loading false",
                FieldRules.IsFalse),
        ]);

    /// <value>The choice of a tool.</value>
    public static FieldRules ToolChoice { get; } = FieldRules.IgnoringOnly("tool_choice");

    /// <value>The settings of the text.</value>
    public static FieldRules Text { get; } = FieldRules.IgnoringOnly("text");

    /// <value>The format of the text.</value>
    public static FieldRules Format { get; } = FieldRules.IgnoringOnly("text.format");

    /// <value>The reasoning settings.</value>
    public static FieldRules Reasoning { get; } = FieldRules.IgnoringOnly("reasoning", "generate_summary", "context", "mode");

    /// <value>The only value of <c>include</c> that another provider has.</value>
    public const string EncryptedReasoning = "reasoning.encrypted_content";

    /// <value>All of them, for the reference page.</value>
    public static IReadOnlyList<FieldRules> All { get; } = [Request, Item, Part, Tool, ToolChoice, Text, Format, Reasoning];
}
