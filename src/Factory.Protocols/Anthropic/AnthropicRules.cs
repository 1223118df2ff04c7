using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>What of Anthropic's request is left out or refused on the way to another API.</summary>
internal static class AnthropicRules
{
    private const string HostedState = "names something that is kept at Anthropic, which another provider cannot reach; send it inline or leave it out";

    public static FieldRules Request { get; } = new(
        "messages",
        ["metadata", "context_management", "cache_control"],
        [
            new RejectedField("service_tier", "a service tier cannot be translated for another provider; send \"auto\" or leave it out", FieldRules.IsOneOf("auto", "standard_only")),
            new RejectedField("speed", "a speed cannot be translated for another provider; send \"standard\" or leave it out", FieldRules.IsOneOf("standard")),
            new RejectedField("container", HostedState),
            new RejectedField("mcp_servers", "servers that Anthropic would call cannot be translated for another provider; call them from the client and send their tools", FieldRules.IsEmpty),
            new RejectedField("inference_geo", "a place of inference cannot be promised for another provider; leave it out"),
        ]);

    public static FieldRules Message { get; } = FieldRules.IgnoringOnly("messages[]", "output_config", "cache_control");

    public static FieldRules Text { get; } = FieldRules.IgnoringOnly("content[] text", "cache_control", "citations");

    public static FieldRules Image { get; } = FieldRules.IgnoringOnly("content[] image", "cache_control");

    public static FieldRules ToolUse { get; } = new("content[] tool_use", ["cache_control", "caller"], []);

    public static FieldRules ToolResult { get; } = FieldRules.IgnoringOnly("content[] tool_result", "cache_control");

    public static FieldRules ThinkingBlock { get; } = FieldRules.IgnoringOnly("content[] thinking", "cache_control");

    public static FieldRules Document { get; } = new(
        "content[] document",
        ["cache_control"],
        [new RejectedField("citations", "citations cannot be translated for another provider; leave them out", value => value.TryGetProperty("enabled", out var on) && FieldRules.IsFalse(on))]);

    public static FieldRules Tool { get; } = new(
        "tools[]",
        ["cache_control", "eager_input_streaming", "input_examples"],
        [
            new RejectedField("defer_loading", "a tool that is found by Anthropic's tool search cannot be translated for another provider; send it with defer_loading false", FieldRules.IsFalse),
            new RejectedField("allowed_callers", "a tool that Anthropic's code execution calls cannot be translated for another provider; leave it out"),
        ]);

    public static FieldRules ToolChoice { get; } = FieldRules.IgnoringOnly("tool_choice");

    public static FieldRules ThinkingConfig { get; } = FieldRules.IgnoringOnly("thinking");

    public static FieldRules OutputConfig { get; } = new(
        "output_config",
        [],
        [new RejectedField("task_budget", "a task budget cannot be translated for another provider; leave it out")]);

    public static FieldRules Format { get; } = FieldRules.IgnoringOnly("output_config.format");

    public static FieldRules Source { get; } = FieldRules.IgnoringOnly("source");

    public static IReadOnlyList<FieldRules> All { get; } =
        [Request, Message, Text, Image, ToolUse, ToolResult, ThinkingBlock, Document, Tool, ToolChoice, ThinkingConfig, OutputConfig, Format, Source];
}
