namespace Factory.Silo.Egress;

internal sealed partial class EgressJournal
{
    [LoggerMessage(
        EventName = "egress-requested",
        Level = LogLevel.Information,
        Message = "egress-requested by {Attempt}: {Method} {Host}:{Port}: {Outcome}; "
            + "{Sent} bytes sent, {Received} received, {Milliseconds} ms")]
    private partial void LogRequested(
        AttemptId attempt,
        string method,
        string host,
        int port,
        string outcome,
        long sent,
        long received,
        long milliseconds);

    [LoggerMessage(LogLevel.Warning, "{Attempt} has made {Count} requests through its egress proxy; further ones are not recorded.")]
    private partial void LogNoMore(AttemptId attempt, int count);
}
