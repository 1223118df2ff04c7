using Factory.Protocols.Canonical;

namespace Factory.Protocols.OpenAIChat;

/// <summary>The <c>finish_reason</c> of chat completions.</summary>
internal static class ChatFinishReasons
{
    /// <summary>Reads a finish reason.</summary>
    /// <exception cref="TranslationException">A reason that no other API has.</exception>
    public static StopReason Read(string reason) => reason switch
    {
        // model_length is Mistral's name for a full context window (its OpenAPI file, FinishReason).
        "length" or "model_length" => StopReason.MaxTokens,
        "tool_calls" or "function_call" => StopReason.ToolUse,
        "content_filter" => StopReason.Refusal,

        // eos is Together's, end_turn comes from proxies that pass Anthropic's reason on.
        "stop" or "eos" or "end_turn" => StopReason.EndOfTurn,
        _ => throw new TranslationException("finish_reason", $"the provider stopped for {reason}, which the client's API cannot express"),
    };

    /// <summary>The reason for a client.</summary>
    public static string Write(StopReason stop) => stop switch
    {
        StopReason.MaxTokens => "length",
        StopReason.ToolUse => "tool_calls",
        StopReason.Refusal => "content_filter",
        _ => "stop",
    };
}
