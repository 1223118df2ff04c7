using Factory.Protocols.Canonical;

namespace Factory.Protocols.Anthropic;

/// <summary>Anthropic's <c>stop_reason</c>.</summary>
internal static class AnthropicStopReasons
{
    /// <summary>Reads a stop reason.</summary>
    /// <exception cref="TranslationException">A reason that no other API has, like <c>pause_turn</c>.</exception>
    public static StopReason Read(string reason) => reason switch
    {
        "end_turn" => StopReason.EndOfTurn,
        "tool_use" => StopReason.ToolUse,

        // From Claude 4.5 on the model stops at the end of the context window instead of rejecting the request in
        // advance.
        "max_tokens" or "model_context_window_exceeded" => StopReason.MaxTokens,
        "stop_sequence" => StopReason.StopSequence,
        "refusal" => StopReason.Refusal,

        // pause_turn: a tool that Anthropic runs is not finished, and the client must send the reply back to go on.
        // Requests with such tools are rejected.
        _ => throw new TranslationException("stop_reason", $"the provider stopped for {reason}, which the client's API cannot express"),
    };

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
