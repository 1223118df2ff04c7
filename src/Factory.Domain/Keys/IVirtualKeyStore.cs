using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Metering;

namespace Factory.Domain.Keys;

/// <summary>
/// The virtual keys of the gateway. A key is random text that is shown once, when it is made; what is kept is its SHA-256. Looking one up touches no grain and no disk.
/// </summary>
public interface IVirtualKeyStore
{
    /// <summary>A key for an attempt, bound to these models; dead when the attempt ends (<see cref="Revoke"/>) and with the process.</summary>
    string Issue(Principal principal, IReadOnlyList<ModelRef> models);

    /// <summary>Whose key this is; or why it does not open: <c>key.unknown</c>, <c>key.expired</c>, <c>key.revoked</c>.</summary>
    KeyLookup Find(ReadOnlySpan<char> key);

    /// <summary>Revokes the keys of an attempt at once.</summary>
    void Revoke(string principalId);
}

/// <summary>What a key opens.</summary>
/// <param name="Principal">Who pays; null when the key does not open.</param>
/// <param name="Models">The models it is bound to; empty for any. Tiers resolve among these.</param>
/// <param name="Problem">Why it does not open; null when it does.</param>
public readonly record struct KeyLookup(Principal? Principal, IReadOnlyList<ModelRef> Models, Problem? Problem);
