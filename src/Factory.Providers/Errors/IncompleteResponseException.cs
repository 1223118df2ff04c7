namespace Factory.Providers.Errors;

/// <summary>A response stopped in the middle although the connection was closed properly.</summary>
internal sealed class IncompleteResponseException() : Exception("The response ended before it was complete.");
