namespace Factory.Protocols.Canonical;

/// <summary>Rules for stop reasons that hold for every vendor.</summary>
internal static class StopReasons
{
    /// <summary>The stop reason of a reply with or without tool calls.</summary>
    /// <param name="stop">The vendor's stop reason.</param>
    /// <param name="calls">Whether the reply holds tool calls.</param>
    public static StopReason WithToolCalls(this StopReason stop, bool calls)
    {
        // Gemini, Ollama and the responses API report a reply with tool calls as finished; Anthropic and chat have a
        // reason of its own for it, and agents of both look at the reason only and would not run the calls.
        return calls && stop == StopReason.EndOfTurn ? StopReason.ToolUse : stop;
    }

    /// <summary>
    /// The stop reason of a reply with or without a refusal in words, which OpenAI reports as finished.
    /// </summary>
    /// <param name="stop">The vendor's stop reason.</param>
    /// <param name="refused">Whether the reply holds a <see cref="RefusalPart"/>.</param>
    public static StopReason WithRefusal(this StopReason stop, bool refused) =>
        refused && stop == StopReason.EndOfTurn ? StopReason.Refusal : stop;

    /// <summary>
    /// The stop reason for a client of OpenAI's responses API, whose refusals are part of a completed reply.
    /// </summary>
    /// <param name="stop">The reason of the reply.</param>
    /// <param name="refused">Whether the reply holds a <see cref="RefusalPart"/>.</param>
    public static StopReason WithoutRefusal(this StopReason stop, bool refused) =>
        refused && stop == StopReason.Refusal ? StopReason.EndOfTurn : stop;
}
