namespace Factory.Protocols;

/// <summary>A request that was read in one protocol and written in another.</summary>
/// <param name="Body">The bytes for the provider. Gemini's model and whether it streams stand in the address, not here.</param>
/// <param name="Stream">Whether the reply comes as server-sent events.</param>
/// <param name="Map">What the way back needs to know of the request; it holds no text of the conversation.</param>
public sealed record TranslatedRequest(ReadOnlyMemory<byte> Body, bool Stream, RequestMap Map);
