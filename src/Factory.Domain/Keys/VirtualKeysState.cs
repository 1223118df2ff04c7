using System.Collections.Immutable;

namespace Factory.Domain.Keys;

/// <summary>The named keys, revoked and expired ones included.</summary>
[Alias("VirtualKeysState")]
public sealed record VirtualKeysState
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "virtual-keys";

    /// <summary>Oldest first.</summary>
    public ImmutableList<NamedKey> Keys { get; init; } = [];
}
