namespace Factory.Gateway.Inspection;

/// <summary>The request is malformed or has no known maximum cost. The message is for the client.</summary>
internal sealed class RequestRejectedException(string message) : Exception(message);
