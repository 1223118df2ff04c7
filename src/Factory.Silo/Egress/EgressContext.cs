using Factory.Domain.Egress;

namespace Factory.Silo.Egress;

/// <summary>What holds for all requests of one attempt.</summary>
/// <param name="Policy">Which hosts it may connect to.</param>
/// <param name="Secrets">The secrets that it may use.</param>
/// <param name="Quota">What it may still transfer.</param>
/// <param name="Journal">Records its requests.</param>
internal sealed record EgressContext(EgressPolicy Policy, AttemptSecrets Secrets, EgressQuota Quota, EgressJournal Journal)
{
    /// <summary>The text of a response that refuses a request.</summary>
    public static string Explain(EgressException refusal) =>
        $"The factory's egress proxy did not carry out this request: {refusal.Message}\n";

    /// <summary>Records a request that transferred nothing.</summary>
    public void Record(string method, string host, int port, string refusal) =>
        Journal.Record(new EgressRequest(method, host, port, refusal, 0, 0, TimeSpan.Zero, []));

    /// <summary>Records a request.</summary>
    public void Record(
        string method,
        string host,
        int port,
        string? refusal,
        EgressTraffic traffic,
        TimeSpan duration,
        IReadOnlyList<string>? secrets = null) =>
        Journal.Record(new EgressRequest(method, host, port, refusal, traffic.Sent, traffic.Received, duration, secrets ?? []));
}
