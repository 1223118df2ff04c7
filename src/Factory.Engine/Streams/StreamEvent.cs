namespace Factory.Engine.Streams;

/// <summary>One event of a stream; the item of an error is its exception.</summary>
/// <param name="Context">The producer's request context.</param>
internal readonly record struct StreamEvent(StreamSignal Signal, object? Item, SequenceToken Token, Dictionary<string, object>? Context);
