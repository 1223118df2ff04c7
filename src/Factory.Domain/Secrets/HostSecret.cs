using Factory.Domain.Agents;
using Factory.Domain.Egress;

namespace Factory.Domain.Secrets;

/// <summary>A secret of the operator, without its value: who may use it, and where it is sent.</summary>
/// <param name="Name">Its name, like that of a variable: <c>CLOUDFLARE_TOKEN</c>.</param>
/// <param name="Agents">The agents that may use it; empty for those whose files name it under <c>secrets</c>.</param>
/// <param name="Hosts">Where it is sent; without subdomains.</param>
/// <param name="Header">The header in which it is sent.</param>
/// <param name="UpdatedAt">When it was set.</param>
public sealed record HostSecret(
    string Name,
    IReadOnlyList<AgentId> Agents,
    IReadOnlyList<EgressRule> Hosts,
    SecretHeader Header,
    DateTimeOffset UpdatedAt)
{
    /// <summary>True when an agent may use it.</summary>
    public bool IsFor(AgentDefinition agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return Agents.Count > 0 ? Agents.Contains(agent.Id) : agent.Secrets.Contains(Name, StringComparer.Ordinal);
    }

    /// <summary>True when it is sent to a host and port: 443 unless its host names another.</summary>
    /// <param name="host">As <see cref="EgressHost.TryRead"/> returns it.</param>
    /// <param name="port">The port.</param>
    public bool IsSentTo(string host, int port) =>
        Hosts.Any(rule => rule.AllowsHost(host) && port == (rule.Port ?? EgressRule.HttpsPort));

    /// <summary>True when one request could be given both, in the same header.</summary>
    public bool Contradicts(HostSecret other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Name != other.Name
            && Header.Name.Equals(other.Header.Name, StringComparison.OrdinalIgnoreCase)
            && Hosts.Any(rule => other.IsSentTo(rule.Host, rule.Port ?? EgressRule.HttpsPort))
            && (Agents.Count == 0 || other.Agents.Count == 0 || Agents.Intersect(other.Agents).Any());
    }
}
