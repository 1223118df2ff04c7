using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Factory.Domain.Egress;

/// <summary>Hosts that an agent may connect to: one line of its <c>egress</c>.</summary>
/// <param name="Host">A name as <see cref="EgressHost.TryRead"/> returns it.</param>
/// <param name="WithSubdomains">True for <c>*.HOST</c>: its subdomains, and not the host itself.</param>
/// <param name="Port">The only port; null for 80 and 443.</param>
public sealed record EgressRule(string Host, bool WithSubdomains, int? Port)
{
    /// <value>The port of HTTP.</value>
    public const int HttpPort = 80;

    /// <value>The port of HTTPS.</value>
    public const int HttpsPort = 443;

    /// <summary>What a rule looks like, as the end of a sentence.</summary>
    public const string Form =
        "must be a host name in lower case without scheme or path, like api.github.com or *.example.org, with a port only for " +
        "another one than 80 and 443, like api.example.org:8443";

    private const string AnySubdomain = "*.";

    /// <summary>Reads <c>HOST</c>, <c>*.HOST</c>, <c>HOST:PORT</c> or <c>*.HOST:PORT</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rule">The rule; null when it is something else.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out EgressRule? rule)
    {
        ArgumentNullException.ThrowIfNull(text);
        rule = null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        int? port = null;
        if (colon >= 0)
        {
            if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number is < 1 or > 65_535)
            {
                return false;
            }

            port = number;
        }

        var name = colon < 0 ? text : text[..colon];
        var withSubdomains = name.StartsWith(AnySubdomain, StringComparison.Ordinal);
        var host = withSubdomains ? name[AnySubdomain.Length..] : name;
        if (EgressHost.IsName(host))
        {
            rule = new EgressRule(host, withSubdomains, port);
        }

        return rule is not null;
    }

    /// <summary>True when the rule allows a host and port.</summary>
    /// <param name="host">As <see cref="EgressHost.TryRead"/> returns it.</param>
    /// <param name="port">The port.</param>
    public bool Allows(string host, int port) => AllowsHost(host) && (Port is { } only ? port == only : port is HttpPort or HttpsPort);

    /// <summary>True when the rule is about a host, whatever the port.</summary>
    /// <param name="host">As <see cref="EgressHost.TryRead"/> returns it.</param>
    public bool AllowsHost(string host)
    {
        ArgumentNullException.ThrowIfNull(host);

        // With the dot: example.org must not allow badexample.org.
        return WithSubdomains ? host.EndsWith("." + Host, StringComparison.Ordinal) : host == Host;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        (WithSubdomains ? AnySubdomain : "") + Host + (Port is { } port ? string.Create(CultureInfo.InvariantCulture, $":{port}") : "");
}
