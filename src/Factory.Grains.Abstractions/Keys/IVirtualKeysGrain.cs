using Factory.Contracts.Errors;
using Factory.Contracts.Keys;

namespace Factory.Grains.Abstractions.Keys;

/// <summary>The named keys of the gateway. One key: <see cref="Key"/>.</summary>
public interface IVirtualKeysGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "virtual-keys-main";

    /// <summary>Creates a key and its budget. Rejects with <c>key.exists</c> or <c>request.invalid</c>.</summary>
    Task<Result<KeyCreated>> Create(CreateKey request);

    /// <summary>All keys, also revoked and expired ones, oldest first.</summary>
    Task<IReadOnlyList<KeyView>> List();

    /// <summary>One key; null when there is none of that name.</summary>
    Task<KeyView?> Find(string name);

    /// <summary>
    /// Revokes a key at once: calls under way end or are cut when they need more money. What its leases have not spent is
    /// released when they have ended, within a minute. Idempotent. Rejects with <c>not_found</c>.
    /// </summary>
    Task<Result<KeyView>> Revoke(string name);
}
