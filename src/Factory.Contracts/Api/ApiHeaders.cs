namespace Factory.Contracts.Api;

/// <summary>HTTP headers with a meaning in the REST API.</summary>
public static class ApiHeaders
{
    /// <summary>
    /// On a POST: a repeated request with the same key and body gets the response of the first one and has no effect. 1
    /// to 200 visible ASCII characters.
    /// </summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>On a repeated response: <c>true</c>.</summary>
    public const string IdempotencyReplayed = "Idempotency-Replayed";

    /// <summary>On <c>GET /api/events</c>: position of the last event that the client has seen.</summary>
    public const string LastEventId = "Last-Event-ID";
}
