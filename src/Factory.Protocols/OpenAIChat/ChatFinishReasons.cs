using Factory.Protocols.Canonical;

namespace Factory.Protocols.OpenAIChat;

/// <summary>The <c>finish_reason</c> of chat completions.</summary>
internal static class ChatFinishReasons
{
    /// <summary>Reads a finish reason.</summary>
    /// <exception cref="TranslationException">A reason that says that the reply failed.</exception>
    public static StopReason Read(string reason) => StopReasonReader.Read(reason, "finish_reason") switch
    {
        // text-generation-inference and others tell a stop sequence from the end of the turn, OpenAI's clients do not.
        StopReason.StopSequence => StopReason.EndOfTurn,
        var stop => stop,
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
