using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>What of a chat request is left out or refused on the way to another protocol.</summary>
internal static class ChatRules
{
    private const string OldFunctions = "functions of the old kind cannot be carried to another protocol; send tools and tool_choice";

    public static FieldRules Request { get; } = new(
        "chat/completions",
        ["user", "safety_identifier", "metadata", "store", "prompt_cache_key", "prompt_cache_retention", "prediction"],
        [
            new Refusal("n", "more than one choice cannot be carried to another protocol; send 1 or leave it out", FieldRules.One),
            new Refusal("logprobs", "log probabilities cannot be carried from another protocol; send false or leave it out", FieldRules.False),
            new Refusal("top_logprobs", "log probabilities cannot be carried from another protocol; send 0 or leave it out", FieldRules.Zero),
            new Refusal("logit_bias", "a bias on tokens means nothing to another provider's model; leave it out", FieldRules.Empty),
            new Refusal("service_tier", "a service tier cannot be carried to another provider; send \"auto\" or leave it out", FieldRules.OneOf("auto", "default")),
            new Refusal("modalities", "only text can be carried to another protocol; send [\"text\"] or leave it out", value => value.ValueKind == System.Text.Json.JsonValueKind.Array && value.EnumerateArray().All(FieldRules.OneOf("text"))),
            new Refusal("audio", "sound cannot be carried to another protocol; leave it out"),
            new Refusal("web_search_options", "a search that OpenAI runs cannot be carried to another provider; leave it out"),
            new Refusal("functions", OldFunctions, FieldRules.Empty),
            new Refusal("function_call", OldFunctions),
        ]);

    public static FieldRules Message { get; } = new(
        "messages[]",
        ["annotations", "reasoning_details"],
        [
            new Refusal("name", "the name of a participant cannot be carried to another protocol; put it into the text"),
            new Refusal("audio", "sound cannot be carried to another protocol; leave it out"),
            new Refusal("function_call", OldFunctions),
        ]);

    public static FieldRules ToolMessage { get; } = FieldRules.Strict("messages[] of a tool", "name");

    public static FieldRules Part { get; } = FieldRules.Strict("messages[].content[]", "cache_control");

    public static FieldRules ImageUrl { get; } = FieldRules.Strict("image_url");

    public static FieldRules Call { get; } = FieldRules.Strict("messages[].tool_calls[]", "index", "extra_content");

    public static FieldRules Tool { get; } = FieldRules.Strict("tools[]", "cache_control");

    public static FieldRules Function { get; } = FieldRules.Strict("tools[].function");

    public static FieldRules ToolChoice { get; } = FieldRules.Strict("tool_choice");

    public static FieldRules Format { get; } = FieldRules.Strict("response_format");

    public static FieldRules StreamOptions { get; } = FieldRules.Strict("stream_options", "include_obfuscation");

    public static IReadOnlyList<FieldRules> All { get; } =
        [Request, Message, ToolMessage, Part, ImageUrl, Call, Tool, Function, ToolChoice, Format, StreamOptions];
}
