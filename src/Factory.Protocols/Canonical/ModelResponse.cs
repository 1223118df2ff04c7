namespace Factory.Protocols.Canonical;

/// <summary>A model's complete reply, independent of the vendor.</summary>
/// <param name="Parts">The content in the model's order.</param>
/// <param name="StopReason">Why the reply ended.</param>
/// <param name="StopSequence">The text that ended it, where the vendor reports it (only Anthropic does).</param>
/// <param name="Usage">The token counts; null where the provider sent none.</param>
internal sealed record ModelResponse(
    IReadOnlyList<ContentPart> Parts,
    StopReason StopReason,
    string? StopSequence = null,
    Usage? Usage = null);
