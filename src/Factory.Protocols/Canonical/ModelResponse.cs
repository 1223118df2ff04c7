namespace Factory.Protocols.Canonical;

/// <summary>A model's whole answer independent of the vendor.</summary>
internal sealed record ModelResponse(IReadOnlyList<ContentPart> Parts, StopReason StopReason, string? StopSequence = null, Usage? Usage = null);

internal enum StopReason
{
    EndOfTurn,
    ToolUse,
    MaxTokens,
    StopSequence,

    /// <summary>The model or the provider's filter declined.</summary>
    Refusal,
}

/// <summary>Tokens of one call. Every count is the whole: cached tokens are part of the input, thoughts part of the output.</summary>
internal sealed record Usage(long Input, long CacheRead, long CacheWrite, long Output, long Reasoning);

internal static class StopReasons
{
    /// <summary>Vendors differ in whether a reply that calls tools ends its turn: here it never does.</summary>
    public static StopReason WithToolCalls(this StopReason stop, bool calls) => calls && stop == StopReason.EndOfTurn ? StopReason.ToolUse : stop;
}
