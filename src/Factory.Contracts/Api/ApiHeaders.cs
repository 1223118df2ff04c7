namespace Factory.Contracts.Api;

/// <summary>Headers that the API gives a meaning of its own.</summary>
public static class ApiHeaders
{
    /// <summary>On a POST: the same key with the same body gives the first answer again and does nothing. 1 to 200 visible ASCII characters.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>On an answer that was given before: <c>true</c>.</summary>
    public const string IdempotencyReplayed = "Idempotency-Replayed";

    /// <summary>On <c>GET /api/events</c>: position of the last event already known.</summary>
    public const string LastEventId = "Last-Event-ID";
}
