namespace Factory.Configuration.Silos;

/// <summary><c>silo.yaml</c>, checked: what this one silo is. Without the file it has no labels and is alone.</summary>
/// <param name="Labels">What the silo says about itself to placement filters, like <c>gpu: rtx3090</c>.</param>
/// <param name="Cluster">How it joins others; null when it is alone.</param>
public sealed record SiloSettings(IReadOnlyDictionary<string, string> Labels, ClusterConfig? Cluster)
{
    /// <value>A silo that is alone and says nothing about itself.</value>
    public static SiloSettings Standalone { get; } = new(new Dictionary<string, string>(), null);
}
