using System.Collections.Immutable;

namespace Factory.Domain.Keys;

/// <summary>The named keys, dead ones included.</summary>
[Alias("KeyringState")]
public sealed record VirtualKeysState
{
    /// <value>The name its state is kept under.</value>
    public const string StateName = "keyring";

    /// <summary>Oldest first.</summary>
    public ImmutableList<NamedKey> Keys { get; init; } = [];
}
