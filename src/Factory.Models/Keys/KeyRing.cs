using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Keys;
using Factory.Domain.Metering;

namespace Factory.Models.Keys;

/// <summary>The gateway's keys in the silo's memory, by the SHA-256 of their text. Named ones come from the keyring grain.</summary>
internal sealed class KeyRing(TimeProvider time) : IKeyRing, INamedKeys
{
    private static readonly Problem Unknown = new(ErrorCodes.KeyUnknown, "The key is unknown.", "Make one with: factory key create NAME --budget USD");

    private readonly ConcurrentDictionary<KeyHash, Entry> _keys = new();
    private readonly ConcurrentDictionary<string, ConcurrentBag<KeyHash>> _attempts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Issue(Spender spender, IReadOnlyList<ModelRef> models)
    {
        var text = KeyText.New();
        var hash = KeyHash.Of(text);
        _keys[hash] = new Entry(spender, models, null, null);
        _attempts.GetOrAdd(spender.Holder, static _ => []).Add(hash);
        return text;
    }

    /// <inheritdoc/>
    public KeyLookup Find(ReadOnlySpan<char> key)
    {
        if (!KeyText.IsShaped(key) || !_keys.TryGetValue(KeyHash.Of(key), out var entry))
        {
            return new KeyLookup(null, [], Unknown);
        }

        var problem = entry.Dead ?? (entry.ExpiresAt <= time.GetUtcNow() ? entry.Expired() : null);
        return problem is null ? new KeyLookup(entry.Spender, entry.Models, null) : new KeyLookup(null, [], problem);
    }

    /// <inheritdoc/>
    public void Revoke(string holder)
    {
        if (!_attempts.TryRemove(holder, out var hashes))
        {
            return;
        }

        var dead = new Problem(ErrorCodes.KeyDead, $"The key died with {holder}, which has ended.");
        foreach (var hash in hashes)
        {
            _keys[hash] = _keys[hash] with { Dead = dead };
        }
    }

    /// <inheritdoc/>
    public void Put(NamedKey key) => _keys[KeyHash.Parse(key.Hash)] = new Entry(
        Spender.OfKey(key.Name),
        [.. key.Models.Select(ModelRef.Parse)],
        key.ExpiresAt,
        key.RevokedAt is null ? null : new Problem(ErrorCodes.KeyDead, $"The key '{key.Name}' was revoked.", "Make another with: factory key create NAME --budget USD"));

    private sealed record Entry(Spender Spender, IReadOnlyList<ModelRef> Models, DateTimeOffset? ExpiresAt, Problem? Dead)
    {
        public Problem Expired() => new(ErrorCodes.KeyExpired, $"The key '{Spender.Key}' has expired.", "Make another with: factory key create NAME --budget USD");
    }

    /// <summary>32 bytes that compare without being allocated.</summary>
    private readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
    {
        public static KeyHash Of(ReadOnlySpan<char> key)
        {
            Span<byte> hash = stackalloc byte[32];
            KeyText.Hash(key, hash);
            return From(hash);
        }

        public static KeyHash Parse(string hex) => From(Convert.FromHexString(hex));

        private static KeyHash From(ReadOnlySpan<byte> hash)
        {
            var words = MemoryMarshal.Cast<byte, ulong>(hash);
            return new(words[0], words[1], words[2], words[3]);
        }
    }
}
