using System.Security.Cryptography.X509Certificates;

namespace Factory.Silo.Egress;

/// <summary>Limits of an attempt's egress proxy.</summary>
internal sealed record EgressOptions
{
    /// <value>Names of hosts whose addresses may be private ones. Default none.</value>
    public IReadOnlyList<string> PrivateHosts { get; init; } = [];

    /// <value>Connections of an attempt at the same time. Default 64.</value>
    public int MaxConnections { get; init; } = 64;

    /// <value>What an attempt may send and receive, in bytes. Default 8 GiB.</value>
    public long MaxBytes { get; init; } = 8L << 30;

    /// <value>How long a connection may be silent. Default two minutes.</value>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <value>How long a client may take to send the head of a request. Default 30 seconds.</value>
    public TimeSpan HeadTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <value>How long resolving a name and connecting may take together. Default 20 seconds.</value>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <value>Requests that are recorded; further ones are carried out and not recorded. Default 1,000.</value>
    public int MaxRecords { get; init; } = 1_000;

    /// <value>The certificates that sign those of hosts; null for the system's. For tests.</value>
    public X509Certificate2Collection? TrustedRoots { get; init; }
}
