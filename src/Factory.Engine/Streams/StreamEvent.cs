namespace Factory.Engine.Streams;

/// <summary>One event of a stream; the item of an error is its exception.</summary>
internal readonly record struct StreamEvent(StreamSignal Signal, object? Item, SequenceToken Token);
