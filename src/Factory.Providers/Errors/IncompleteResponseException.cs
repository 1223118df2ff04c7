namespace Factory.Providers.Errors;

/// <summary>A reply that stopped in the middle although the connection was closed properly.</summary>
internal sealed class IncompleteResponseException() : Exception("The reply ended before it was complete.");
