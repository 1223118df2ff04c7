namespace Factory.Gateway.Inspection;

/// <summary>The memory for request bodies is used up at the moment. The message is for the client.</summary>
internal sealed class RequestMemoryExceededException() : Exception("Too many large requests at once.");
