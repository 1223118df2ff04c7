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
    private readonly ConcurrentDictionary<string, Attempt> _attempts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Issue(Spender spender, IReadOnlyList<ModelRef> models)
    {
        var text = KeyText.New();
        var hash = KeyHash.Of(text);
        var attempt = _attempts.GetOrAdd(spender.Holder, static _ => new Attempt());
        lock (attempt)
        {
            // One that has ended already gets a key that is dead from the start.
            _keys[hash] = new Entry(spender, models, null, attempt.Dead);
            attempt.Keys.Add(hash);
        }

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
        var attempt = _attempts.GetOrAdd(holder, static _ => new Attempt());
        lock (attempt)
        {
            attempt.Dead = new Problem(ErrorCodes.KeyDead, $"The key died with {holder}, which has ended.");
            foreach (var hash in attempt.Keys)
            {
                _keys[hash] = _keys[hash] with { Dead = attempt.Dead };
            }

            attempt.Keys.Clear();
        }
    }

    /// <inheritdoc/>
    public void Put(NamedKey key) => _keys[KeyHash.Parse(key.Hash)] = new Entry(
        Spender.OfKey(key.Name),
        [.. key.Models.Select(ModelRef.Parse)],
        key.ExpiresAt,
        key.RevokedAt is null ? null : new Problem(ErrorCodes.KeyDead, $"The key '{key.Name}' was revoked.", "Make another with: factory key create NAME --budget USD"));

    /// <summary>The keys of an attempt that are alive, and why none is once it has ended. Guarded by itself.</summary>
    private sealed class Attempt
    {
        public List<KeyHash> Keys { get; } = [];

        public Problem? Dead { get; set; }
    }

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
