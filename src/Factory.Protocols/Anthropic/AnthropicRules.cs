using System.Text.Json;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Fields of a request to Anthropic that are left out or rejected for another provider.</summary>
internal static class AnthropicRules
{
    private const string HostedState =
        "names something that is kept at Anthropic, which another provider cannot reach; send it inline or leave it out";

    /// <value>The request.</value>
    public static FieldRules Request { get; } = new(
        "messages",
        [
            "metadata",
            "context_management",
            "compaction",
            "cache_control",
            "diagnostics",
            "user_profile_id",
        ],
        [
            new RejectedField(
                "service_tier",
                "a service tier cannot be translated for another provider; send \"auto\" or leave it out",
                FieldRules.IsOneOf("auto", "standard_only")),
            new RejectedField(
                "speed",
                "a speed cannot be translated for another provider; send \"standard\" or leave it out",
                FieldRules.IsOneOf("standard")),
            new RejectedField("container", HostedState, FieldRules.IsEmpty),
            new RejectedField("thread", "an earlier message " + HostedState, IsNewThread),
            new RejectedField(
                "fallbacks",
                "models that Anthropic would choose instead cannot be translated; name a tier such as factory/cheap"),
            new RejectedField(
                "mcp_servers",
                "servers that Anthropic would call cannot be translated for another provider; "
                    + "call them from the client and send their tools",
                FieldRules.IsEmpty),
            new RejectedField(
                "inference_geo",
                "a place of inference cannot be promised for another provider; leave it out",
                FieldRules.IsOneOf("global")),
        ]);

    /// <value>A message.</value>
    public static FieldRules Message { get; } = FieldRules.IgnoringOnly("messages[]", "output_config", "cache_control");

    /// <value>A text block.</value>
    public static FieldRules Text { get; } = FieldRules.IgnoringOnly("content[] text", "cache_control", "citations");

    /// <value>An image block.</value>
    public static FieldRules Image { get; } = FieldRules.IgnoringOnly("content[] image", "cache_control");

    /// <value>A tool call.</value>
    public static FieldRules ToolUse { get; } = new("content[] tool_use", ["cache_control", "caller"], []);

    /// <value>The result of a tool.</value>
    public static FieldRules ToolResult { get; } = FieldRules.IgnoringOnly("content[] tool_result", "cache_control");

    /// <value>A thinking or redacted_thinking block.</value>
    public static FieldRules ThinkingBlock { get; } = FieldRules.IgnoringOnly("content[] thinking", "cache_control");

    /// <value>A document block.</value>
    public static FieldRules Document { get; } = new(
        "content[] document",
        ["cache_control"],
        [new RejectedField("citations", "citations cannot be translated for another provider; leave them out", IsDisabled)]);

    /// <value>A tool.</value>
    public static FieldRules Tool { get; } = new(
        "tools[]",
        ["cache_control", "eager_input_streaming", "input_examples"],
        [
            new RejectedField(
                "defer_loading",
                "a tool that is found by Anthropic's tool search cannot be translated for another provider; "
                    + "send it with defer_loading false",
                FieldRules.IsFalse),
            new RejectedField(
                "allowed_callers",
                "a tool that Anthropic's code execution calls cannot be translated for another provider; leave it out",
                FieldRules.IsListOf("direct")),
        ]);

    /// <value>The choice of a tool.</value>
    public static FieldRules ToolChoice { get; } = FieldRules.IgnoringOnly("tool_choice");

    /// <value>The thinking settings.</value>
    public static FieldRules ThinkingConfig { get; } = FieldRules.IgnoringOnly("thinking");

    /// <value>The output settings.</value>
    public static FieldRules OutputConfig { get; } = new(
        "output_config",
        [],
        [new RejectedField("task_budget", "a task budget cannot be translated for another provider; leave it out")]);

    /// <value>The format of the output.</value>
    public static FieldRules Format { get; } = FieldRules.IgnoringOnly("output_config.format");

    /// <value>The source of an image or document.</value>
    public static FieldRules Source { get; } = FieldRules.IgnoringOnly("source");

    /// <value>All of them, for the reference page.</value>
    public static IReadOnlyList<FieldRules> All { get; } =
        [
            Request,
            Message,
            Text,
            Image,
            ToolUse,
            ToolResult,
            ThinkingBlock,
            Document,
            Tool,
            ToolChoice,
            ThinkingConfig,
            OutputConfig,
            Format,
            Source,
        ];

    // Only asks Anthropic to keep what the request sends.
    private static bool IsNewThread(JsonElement value) => value.ValueKind == JsonValueKind.Object
        && value.EnumerateObject().All(field => field.Value.ValueKind == JsonValueKind.Null
            || (field.NameEquals("type") && FieldRules.IsOneOf("create")(field.Value)));

    private static bool IsDisabled(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("enabled", out var enabled) && FieldRules.IsFalse(enabled);
}
