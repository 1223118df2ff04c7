using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Fields of a chat request that are left out or rejected for another provider.</summary>
internal static class ChatRules
{
    private const string LegacyFunctions = "functions of the old kind cannot be translated to another API; send tools and tool_choice";

    private const string OtherRoute = "a route that OpenRouter would choose cannot be translated; name a tier such as factory/cheap";

    /// <value>The request.</value>
    public static FieldRules Request { get; } = new(
        "chat/completions",
        [
            "user",
            "safety_identifier",
            "metadata",
            "store",
            "moderation",
            "prompt_cache_key",
            "prompt_cache_retention",
            "prompt_cache_options",
            "cache_control",
            "prediction",
            "session_id",
            "trace",
            "usage",
        ],
        [
            new RejectedField("n", "more than one choice cannot be translated to another API; send 1 or leave it out", FieldRules.IsOne),
            new RejectedField(
                "logprobs",
                "log probabilities cannot be translated from another API; send false or leave it out",
                FieldRules.IsFalse),
            new RejectedField(
                "top_logprobs",
                "log probabilities cannot be translated from another API; send 0 or leave it out",
                FieldRules.IsZero),
            new RejectedField("logit_bias", "a bias on tokens means nothing to another provider's model; leave it out", FieldRules.IsEmpty),
            new RejectedField(
                "service_tier",
                "a service tier cannot be translated for another provider; send \"auto\" or leave it out",
                FieldRules.IsOneOf("auto", "default")),
            new RejectedField(
                "modalities",
                "only text can be carried to another API; send [\"text\"] or leave it out",
                FieldRules.IsListOf("text")),
            new RejectedField("audio", "sound cannot be translated to another API; leave it out", FieldRules.IsEmpty),
            new RejectedField("best_of", "a choice among several answers cannot be translated to another API; send 1", FieldRules.IsOne),
            new RejectedField("models", OtherRoute, FieldRules.IsEmpty),
            new RejectedField("provider", OtherRoute, FieldRules.IsEmpty),
            new RejectedField("route", OtherRoute),
            new RejectedField("plugins", "plug-ins of OpenRouter cannot be translated to another API; leave them out"),
            new RejectedField("transforms", "a shortened conversation cannot be translated to another API; leave it out"),
            new RejectedField("extra_body", "fields of one vendor cannot be translated for another; leave them out", FieldRules.IsEmpty),
            new RejectedField("web_search_options", "a search that OpenAI runs cannot be translated for another provider; leave it out"),
            new RejectedField("functions", LegacyFunctions, FieldRules.IsEmpty),
            new RejectedField("function_call", LegacyFunctions, FieldRules.IsOneOf("none", "auto")),
        ]);

    /// <value>A message.</value>
    public static FieldRules Message { get; } = new(
        "messages[]",
        ["annotations", "reasoning_details", "cache_control", "prompt_cache_breakpoint"],
        [
            new RejectedField("name", "the name of a participant cannot be translated to another API; put it into the text"),
            new RejectedField("audio", "sound cannot be translated to another API; leave it out"),
            new RejectedField("function_call", LegacyFunctions),
        ]);

    /// <value>The message of a reply, and a delta of it.</value>
    /// <remarks>
    /// MiniMax names itself in every delta (<c>"name":"MiniMax AI"</c>), so unlike in a request a name is ignored.
    /// </remarks>
    public static FieldRules Reply { get; } = new(
        "choices[].message",
        ["name"],
        [
            Message.Rejected.First(field => field.Field == "audio"),

            // OpenRouter's and LiteLLM's form of images that the model made.
            new RejectedField("images", "the provider sent an image, which the client's API cannot express in a reply", FieldRules.IsEmpty),
        ]);

    /// <value>A message with the result of a tool.</value>
    public static FieldRules ToolMessage { get; } =
        FieldRules.IgnoringOnly("messages[] of a tool", "name", "cache_control", "prompt_cache_breakpoint");

    /// <value>A part of a message.</value>
    public static FieldRules Part { get; } = FieldRules.IgnoringOnly("messages[].content[]", "cache_control", "prompt_cache_breakpoint");

    /// <value>An image.</value>
    public static FieldRules ImageUrl { get; } = FieldRules.IgnoringOnly("image_url");

    /// <value>A tool call.</value>
    public static FieldRules ToolCall { get; } = FieldRules.IgnoringOnly("messages[].tool_calls[]", "index", "extra_content");

    /// <value>A tool.</value>
    public static FieldRules Tool { get; } = FieldRules.IgnoringOnly("tools[]", "cache_control", "prompt_cache_breakpoint");

    /// <value>The function of a tool.</value>
    public static FieldRules Function { get; } = FieldRules.IgnoringOnly("tools[].function");

    /// <value>The choice of a tool.</value>
    public static FieldRules ToolChoice { get; } = FieldRules.IgnoringOnly("tool_choice");

    /// <value>The format of the reply.</value>
    public static FieldRules Format { get; } = FieldRules.IgnoringOnly("response_format");

    /// <value>The options of a stream.</value>
    public static FieldRules StreamOptions { get; } = FieldRules.IgnoringOnly("stream_options", "include_obfuscation");

    /// <value>All of a request, for the reference page.</value>
    public static IReadOnlyList<FieldRules> All { get; } =
        [Request, Message, ToolMessage, Part, ImageUrl, ToolCall, Tool, Function, ToolChoice, Format, StreamOptions];
}
