using System.Collections.Immutable;

namespace Factory.Domain.Keys;

/// <summary>The named keys. Revoked and expired ones stay, because their names cannot be used again.</summary>
[Alias("VirtualKeysState")]
public sealed record VirtualKeysState
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "virtual-keys";

    /// <summary>The keys, oldest first.</summary>
    public ImmutableList<NamedKey> Keys { get; init; } = [];
}
