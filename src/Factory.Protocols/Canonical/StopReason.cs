namespace Factory.Protocols.Canonical;

/// <summary>Why a reply ended.</summary>
internal enum StopReason
{
    /// <summary>The model finished.</summary>
    EndOfTurn,

    /// <summary>The model called tools and waits for their results.</summary>
    ToolUse,

    /// <summary>The output limit or the context window was reached.</summary>
    MaxTokens,

    /// <summary>One of the request's stop sequences.</summary>
    StopSequence,

    /// <summary>The model or the provider's filter declined.</summary>
    Refusal,
}
