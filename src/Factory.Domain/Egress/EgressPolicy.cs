using System.Globalization;
using Factory.Domain.Agents;

namespace Factory.Domain.Egress;

/// <summary>Decides which hosts an agent's attempts may connect to.</summary>
public sealed class EgressPolicy
{
    private const int MaxShownLength = 80;

    private readonly string _file;
    private readonly List<EgressRule> _rules;

    /// <summary>Creates the policy of an agent.</summary>
    public EgressPolicy(AgentDefinition agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        _file = $"silo-config/agents/{agent.Id.Value[(AgentId.Kind.Length + 1)..]}.md";
        _rules = [.. agent.Egress.Select(text => EgressRule.TryParse(text, out var rule) ? rule : null).OfType<EgressRule>()];
    }

    /// <summary>True when nothing is allowed.</summary>
    public bool IsEmpty => _rules.Count == 0;

    /// <summary>True when a host and port are allowed.</summary>
    /// <param name="host">As <see cref="EgressHost.TryRead"/> returns it.</param>
    /// <param name="port">The port.</param>
    public bool Allows(string host, int port) => _rules.Any(rule => rule.Allows(host, port));

    /// <summary>Decides on a host as a program named it.</summary>
    /// <param name="text">The host. Untrusted.</param>
    /// <param name="port">The port.</param>
    public EgressDecision Decide(string text, int port)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!EgressHost.TryRead(text, out var host))
        {
            return new EgressDecision(
                Shown(text),
                $"'{Shown(text)}' is not the name of a host on the internet; addresses and single words are never allowed. Use its "
                + "full name.");
        }

        return Allows(host, port) ? new EgressDecision(host, null)
            : _rules.Any(rule => rule.AllowsHost(host))
            ? Refuse(host, $"'egress' in {_file} allows {host}, but not on port {Text(port)}.", port)
            : Refuse(host, $"no line of 'egress' in {_file} allows {host}.", port);
    }

    /// <summary>A text that a program sent, for a message: without what a terminal or a log would interpret.</summary>
    public static string Shown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var visible = string.Concat(text.Take(MaxShownLength).Select(c => c is > ' ' and <= '~' ? c : '?'));
        return text.Length > MaxShownLength ? visible + "..." : visible;
    }

    private static EgressDecision Refuse(string host, string rule, int port) => new(
        host,
        $"{rule} If the work needs it, ask the operator to add '{host}{(IsUsual(port) ? "" : ":" + Text(port))}' there.");

    private static bool IsUsual(int port) => port is EgressRule.HttpPort or EgressRule.HttpsPort;

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Whether a host may be connected to.</summary>
/// <param name="Host">Its name in its only spelling, or what was sent in place of one.</param>
/// <param name="Refusal">Why not, with the rule and the fix; null when it may.</param>
public sealed record EgressDecision(string Host, string? Refusal);
