namespace Factory.Protocols;

/// <summary>A request in the provider's API.</summary>
/// <param name="Body">The body. For Gemini, the model and whether the reply is a stream are part of the address
/// instead.</param>
/// <param name="Stream">Whether the client requested a stream.</param>
/// <param name="Map">What the translation of the reply needs.</param>
public sealed record TranslatedRequest(ReadOnlyMemory<byte> Body, bool Stream, RequestMap Map);
