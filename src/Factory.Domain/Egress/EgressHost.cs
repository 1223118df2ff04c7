using System.Diagnostics.CodeAnalysis;

namespace Factory.Domain.Egress;

/// <summary>Reads names of hosts, so that each has one spelling only and an address is never taken for a name.</summary>
public static class EgressHost
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>Reads the name of a host as programs send it.</summary>
    /// <param name="text">The text, without a port. Untrusted.</param>
    /// <param name="host">The name in lower case without the final dot.</param>
    /// <returns>
    /// False for everything else: an IP address in any notation, a name with a single label (a machine of the local network),
    /// characters beside letters, digits and dashes. International names are known in their ASCII form (<c>xn--</c>).
    /// </returns>
    public static bool TryRead(string text, [NotNullWhen(true)] out string? host)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = (text.EndsWith('.') ? text[..^1] : text).ToLowerInvariant();
        host = IsName(name) ? name : null;
        return host is not null;
    }

    /// <summary>True for a name as <see cref="TryRead"/> returns it.</summary>
    internal static bool IsName(string name)
    {
        var labels = name.Split('.');
        return name.Length <= MaxLength && labels.Length > 1 && labels.All(IsLabel) && !IsNumber(labels[^1]);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength
            && label[0] != '-'
            && label[^1] != '-'
            && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    // No top-level domain is a number (RFC 3696). What ends in one is an address for some resolver: 10.0.0.1, 127.0x1.
    private static bool IsNumber(string label) =>
        label.All(char.IsAsciiDigit) || (label.StartsWith("0x", StringComparison.Ordinal) && label[2..].All(char.IsAsciiHexDigit));
}
