namespace Factory.Gateway.Inspection;

/// <summary>A request that cannot be metered or understood. The message is for the client.</summary>
internal sealed class RequestRejectedException(string message) : Exception(message);
