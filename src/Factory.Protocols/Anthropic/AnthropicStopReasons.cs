using Factory.Protocols.Canonical;

namespace Factory.Protocols.Anthropic;

/// <summary>Anthropic's <c>stop_reason</c>.</summary>
internal static class AnthropicStopReasons
{
    /// <summary>Reads a stop reason.</summary>
    /// <exception cref="TranslationException">A reason that no other API has, like <c>pause_turn</c>.</exception>
    public static StopReason Read(string reason) => StopReasonReader.Read(reason, "stop_reason");

    /// <summary>The reason for a client.</summary>
    public static string Write(StopReason stop) => stop switch
    {
        StopReason.ToolUse => "tool_use",
        StopReason.MaxTokens => "max_tokens",
        StopReason.StopSequence => "stop_sequence",
        StopReason.Refusal => "refusal",
        _ => "end_turn",
    };
}
