using System.Collections.Immutable;

namespace Orleans.Metadata;

/// <summary>What is known of a grain class, as text.</summary>
public sealed class GrainProperties(ImmutableDictionary<string, string> values)
{
    [Id(0)]
    public ImmutableDictionary<string, string> Properties { get; } = values;
}
