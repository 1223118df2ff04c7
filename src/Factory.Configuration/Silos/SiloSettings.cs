using Factory.Domain.Retention;

namespace Factory.Configuration.Silos;

/// <summary>
/// The settings of this silo from <c>silo.yaml</c>. Without the file it has no labels and is not in a cluster.
/// </summary>
/// <param name="Labels">Labels for placement filters, like <c>gpu: rtx3090</c>.</param>
/// <param name="Cluster">How it joins a cluster; null for a single silo.</param>
public sealed record SiloSettings(IReadOnlyDictionary<string, string> Labels, ClusterConfig? Cluster)
{
    /// <value>
    /// What all working copies together may occupy, in bytes of disk blocks; default 20 GiB. Beyond it, those of ended
    /// attempts are deleted, the oldest first.
    /// </value>
    public long MaxWorkingCopyBytes { get; init; } = RetentionPolicy.Default.MaxWorkingCopyBytes;

    /// <value>Full path of the folder of the secrets' keys; null for the one in the data folder.</value>
    public string? SecretKeyFolder { get; init; }

    /// <value>
    /// Names of hosts at private or loopback addresses that agents may reach all the same, such as a registry of the local
    /// network. Default none. An agent needs them under <c>egress</c> as well.
    /// </value>
    public IReadOnlyList<string> PrivateEgressHosts { get; init; } = [];

    /// <value>The settings of a single silo without labels.</value>
    public static SiloSettings Standalone { get; } = new(new Dictionary<string, string>(), null);
}
