using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>What of a responses request is left out or refused on the way to another protocol.</summary>
internal static class ResponsesRules
{
    private const string KeptAtOpenAI = "names something that is kept at OpenAI, which another provider cannot reach; send the whole conversation as input";

    public static FieldRules Request { get; } = new(
        "responses",
        ["user", "safety_identifier", "metadata", "client_metadata", "store", "prompt_cache_key", "prompt_cache_retention", "truncation", "max_tool_calls", "stream_options"],
        [
            new Refusal("previous_response_id", KeptAtOpenAI),
            new Refusal("conversation", KeptAtOpenAI),
            new Refusal("prompt", KeptAtOpenAI),
            new Refusal("background", "a reply in the background cannot be carried to another provider; send false or leave it out", FieldRules.False),
            new Refusal("service_tier", "a service tier cannot be carried to another provider; send \"auto\" or leave it out", FieldRules.OneOf("auto", "default")),
            new Refusal("top_logprobs", "log probabilities cannot be carried from another protocol; send 0 or leave it out", FieldRules.Zero),
            new Refusal("context_management", "a conversation that OpenAI shortens itself cannot be carried to another provider; leave it out", FieldRules.Empty),
        ]);

    public static FieldRules Item { get; } = FieldRules.Strict("input[]", "id", "status", "phase", "internal_chat_message_metadata_passthrough");

    public static FieldRules Part { get; } = new(
        "input[].content[]",
        ["annotations", "logprobs"],
        [new Refusal("file_id", KeptAtOpenAI)]);

    public static FieldRules Tool { get; } = new(
        "tools[]",
        [],
        [new Refusal("defer_loading", "a tool that is found by OpenAI's tool search cannot be carried to another provider; send it with defer_loading false", FieldRules.False)]);

    public static FieldRules ToolChoice { get; } = FieldRules.Strict("tool_choice");

    public static FieldRules Text { get; } = FieldRules.Strict("text");

    public static FieldRules Format { get; } = FieldRules.Strict("text.format");

    public static FieldRules Reasoning { get; } = FieldRules.Strict("reasoning", "generate_summary", "context");

    /// <value>The only thing to include that another provider has.</value>
    public const string Include = "reasoning.encrypted_content";

    public static IReadOnlyList<FieldRules> All { get; } = [Request, Item, Part, Tool, ToolChoice, Text, Format, Reasoning];
}
