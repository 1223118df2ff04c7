using System.Net;
using System.Net.NetworkInformation;

namespace Factory.Silo.Egress;

/// <summary>Knows the addresses that are not on the internet: connecting to them would reach this machine or its network.</summary>
internal static class EgressAddresses
{
    // RFC 6890 and its updates: unspecified, private, shared (CGNAT), loopback, link-local, documentation, benchmarks, the relay of
    // 6to4, multicast, reserved with broadcast.
    private static readonly IPNetwork[] NotPublicV4 =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ]).Select(text => IPNetwork.Parse(text)),
    ];

    private static readonly IPNetwork PublicV6 = IPNetwork.Parse("2000::/3");

    // Within the global ones: protocols (Teredo among them), documentation, and 6to4, which embeds any IPv4 address.
    private static readonly IPNetwork[] NotPublicV6 =
        [.. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(text => IPNetwork.Parse(text))];

    /// <summary>True for an address of the internet that is not one of this machine's own.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var isGlobal = plain.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? !NotPublicV4.Any(network => network.Contains(plain))
            : PublicV6.Contains(plain) && !NotPublicV6.Any(network => network.Contains(plain));
        return isGlobal && !IsOwn(plain);
    }

    // A server with a public address: what listens on all of its interfaces would be reached as from this machine.
    private static bool IsOwn(IPAddress address) => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(i => i.GetIPProperties().UnicastAddresses)
        .Any(own => own.Address.Equals(address));
}
