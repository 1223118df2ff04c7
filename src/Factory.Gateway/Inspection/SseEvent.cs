namespace Factory.Gateway.Inspection;

/// <summary>A complete server-sent event, as ranges of a buffer.</summary>
/// <param name="Raw">All its bytes, including the empty line at the end.</param>
/// <param name="Name">Its name; no range when it has none.</param>
/// <param name="Data">Its first line of data; no range when it has none.</param>
/// <param name="HasMoreData">Whether there are more lines of data.</param>
internal readonly record struct SseEvent(ByteRange Raw, ByteRange Name, ByteRange Data, bool HasMoreData);
