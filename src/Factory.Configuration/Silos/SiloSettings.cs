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

    /// <value>The settings of a single silo without labels.</value>
    public static SiloSettings Standalone { get; } = new(new Dictionary<string, string>(), null);
}
