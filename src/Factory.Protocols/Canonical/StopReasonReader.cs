namespace Factory.Protocols.Canonical;

/// <summary>
/// Reads why a reply ended, from the reasons of all vendors: servers that copy an API often keep a reason of their own
/// or of the API behind them.
/// </summary>
internal static class StopReasonReader
{
    /// <summary>Reads a reason.</summary>
    /// <param name="reason">The provider's word.</param>
    /// <param name="path">The field, for the error.</param>
    /// <returns>The nearest reason. One that is not known counts as the end of the turn, since the reply is
    /// complete.</returns>
    /// <exception cref="TranslationException">The reason says that the reply failed or is not finished.</exception>
    public static StopReason Read(string reason, string path) => reason.ToLowerInvariant() switch
    {
        // model_length is Mistral's name for a full context window (its OpenAPI file, FinishReason); from Claude 4.5 on
        // Anthropic has one too.
        "length" or "max_tokens" or "max_output_tokens" or "model_length" or "model_context_window_exceeded" => StopReason.MaxTokens,
        "tool_calls" or "tool_use" or "tool_call" or "function_call" => StopReason.ToolUse,
        "stop_sequence" => StopReason.StopSequence,

        // Filters of the output, the last five Google's. sensitive is Zhipu's.
        "content_filter" or "content_filtered" or "sensitive" or "refusal" or "safety" or "guardrail_intervened"
            or "recitation" or "blocklist" or "prohibited_content" or "spii" or "language" or "image_safety" => StopReason.Refusal,

        // pause_turn: a tool that Anthropic runs is not finished, and the client must send the reply back to go on.
        // Requests with such tools are rejected. The others: the reply is broken, and another attempt often succeeds.
        "pause_turn" or "error" or "network_error" or "abort" or "aborted" or "cancelled" or "insufficient_system_resource"
            or "other" or "malformed_function_call" or "unexpected_tool_call" or "too_many_tool_calls" or "malformed_response"
            or "missing_thought_signature" or "image_other" or "no_image" or "max_tool_calls" =>
            throw new TranslationException(path, $"the provider stopped for {reason}, which the client's API cannot express; ask again"),
        _ => StopReason.EndOfTurn,
    };
}
