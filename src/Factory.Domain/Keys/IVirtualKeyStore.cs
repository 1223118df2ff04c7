using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Metering;

namespace Factory.Domain.Keys;

/// <summary>
/// The virtual keys of the gateway. A key is random text that is shown once, when it is created; its SHA-256 is stored.
/// A lookup needs neither a grain call nor the disk.
/// </summary>
public interface IVirtualKeyStore
{
    /// <summary>
    /// Creates a key for an attempt. It is valid until it is revoked (<see cref="Revoke"/>) or the process ends.
    /// </summary>
    /// <param name="principal">The attempt, which pays.</param>
    /// <param name="models">The models that it grants.</param>
    string Issue(Principal principal, IReadOnlyList<ModelRef> models);

    /// <summary>
    /// Makes a key valid again that an earlier process issued for an attempt which goes on.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="principal">The attempt, which pays.</param>
    /// <param name="models">The models that it grants.</param>
    void Restore(string key, Principal principal, IReadOnlyList<ModelRef> models);

    /// <summary>
    /// Finds the owner of a key, or why it is not valid: <c>key.unknown</c>, <c>key.expired</c>, <c>key.revoked</c>.
    /// </summary>
    KeyLookup Find(ReadOnlySpan<char> key);

    /// <summary>Revokes the keys of an attempt at once.</summary>
    void Revoke(PrincipalId principal);
}

/// <summary>Result of looking a key up.</summary>
/// <param name="Principal">Who pays; null when the key is not valid.</param>
/// <param name="Models">The models it grants; empty for any. Names of tiers resolve among these.</param>
/// <param name="Problem">Why it is not valid; null when it is.</param>
public readonly record struct KeyLookup(Principal? Principal, IReadOnlyList<ModelRef> Models, Problem? Problem);
