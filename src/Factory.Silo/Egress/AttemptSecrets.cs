using Factory.Domain.Egress;
using Factory.Domain.Secrets;

namespace Factory.Silo.Egress;

/// <summary>The secrets that an attempt may use, as they were at its start.</summary>
internal sealed class AttemptSecrets
{
    private readonly List<(HostSecret Secret, string Value)> _secrets;

    /// <summary>Takes the secrets that are sent to allowed hosts.</summary>
    public AttemptSecrets(IEnumerable<(HostSecret Secret, string Value)> secrets, EgressPolicy policy) =>
        _secrets = [.. secrets.Where(s => HostsOf(s.Secret).Any(host => policy.Allows(host.Host, host.Port)))];

    /// <summary>The hosts whose connections are opened.</summary>
    public IReadOnlyList<string> Hosts => [.. _secrets.SelectMany(s => s.Secret.Hosts).Select(rule => rule.Host).Distinct()];

    /// <summary>The secrets for a host and port; empty for a connection that is not opened.</summary>
    public IReadOnlyList<(HostSecret Secret, string Value)> For(string host, int port) =>
        [.. _secrets.Where(s => s.Secret.IsSentTo(host, port))];

    private static IEnumerable<(string Host, int Port)> HostsOf(HostSecret secret) =>
        secret.Hosts.Select(rule => (rule.Host, rule.Port ?? EgressRule.HttpsPort));
}
