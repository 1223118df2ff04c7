using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>What of Anthropic's request is left out or refused on the way to another protocol.</summary>
internal static class AnthropicRules
{
    private const string HostedState = "names something that is kept at Anthropic, which another provider cannot reach; send it inline or leave it out";

    public static FieldRules Request { get; } = new(
        "messages",
        ["metadata", "context_management", "cache_control"],
        [
            new Refusal("service_tier", "a service tier cannot be carried to another provider; send \"auto\" or leave it out", FieldRules.OneOf("auto", "standard_only")),
            new Refusal("speed", "a speed cannot be carried to another provider; send \"standard\" or leave it out", FieldRules.OneOf("standard")),
            new Refusal("container", HostedState),
            new Refusal("mcp_servers", "servers that Anthropic would call cannot be carried to another provider; call them from the client and send their tools", FieldRules.Empty),
            new Refusal("inference_geo", "a place of inference cannot be promised for another provider; leave it out"),
        ]);

    public static FieldRules Message { get; } = FieldRules.Strict("messages[]", "output_config", "cache_control");

    public static FieldRules Text { get; } = FieldRules.Strict("content[] text", "cache_control", "citations");

    public static FieldRules Image { get; } = FieldRules.Strict("content[] image", "cache_control");

    public static FieldRules ToolUse { get; } = new("content[] tool_use", ["cache_control", "caller"], []);

    public static FieldRules ToolResult { get; } = FieldRules.Strict("content[] tool_result", "cache_control");

    public static FieldRules Thinking { get; } = FieldRules.Strict("content[] thinking", "cache_control");

    public static FieldRules Document { get; } = new(
        "content[] document",
        ["cache_control"],
        [new Refusal("citations", "citations cannot be carried to another provider; leave them out", value => value.TryGetProperty("enabled", out var on) && FieldRules.False(on))]);

    public static FieldRules Tool { get; } = new(
        "tools[]",
        ["cache_control", "eager_input_streaming", "input_examples"],
        [
            new Refusal("defer_loading", "a tool that is found by Anthropic's tool search cannot be carried to another provider; send it with defer_loading false", FieldRules.False),
            new Refusal("allowed_callers", "a tool that Anthropic's code execution calls cannot be carried to another provider; leave it out"),
        ]);

    public static FieldRules ToolChoice { get; } = FieldRules.Strict("tool_choice");

    public static FieldRules Thought { get; } = FieldRules.Strict("thinking");

    public static FieldRules OutputConfig { get; } = new(
        "output_config",
        [],
        [new Refusal("task_budget", "a task budget cannot be carried to another provider; leave it out")]);

    public static FieldRules Format { get; } = FieldRules.Strict("output_config.format");

    public static FieldRules Source { get; } = FieldRules.Strict("source");

    public static IReadOnlyList<FieldRules> All { get; } =
        [Request, Message, Text, Image, ToolUse, ToolResult, Thinking, Document, Tool, ToolChoice, Thought, OutputConfig, Format, Source];
}
