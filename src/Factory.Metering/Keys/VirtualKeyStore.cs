using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Keys;
using Factory.Domain.Metering;

namespace Factory.Metering.Keys;

/// <summary>The gateway's keys in the silo's memory, by the SHA-256 of their text. Named ones come from the keyring grain.</summary>
/// <remarks>Keys of attempts that ended are known as dead for <see cref="Memory"/>, then not at all: neither opens anything.</remarks>
internal sealed class VirtualKeyStore(TimeProvider time) : IVirtualKeyStore, INamedKeys
{
    /// <value>How long a key of an attempt that ended is answered with <c>key.dead</c> and not <c>key.unknown</c>, and no key is issued for it: one day.</value>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private static readonly Problem Unknown = new(ErrorCodes.KeyUnknown, "The key is unknown.", "Make one with: factory key create NAME --budget USD");

    private readonly ConcurrentDictionary<KeyHash, Entry> _keys = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Attempt> _attempts = new(StringComparer.Ordinal);
    private readonly Queue<(string Holder, DateTimeOffset At)> _ended = new();

    /// <summary>Keys it knows, dead ones included.</summary>
    public int Count => _keys.Count;

    /// <inheritdoc/>
    public string Issue(Spender spender, IReadOnlyList<ModelRef> models)
    {
        var text = VirtualKeyFormat.New();
        var hash = KeyHash.Of(text);
        lock (_lock)
        {
            var attempt = Of(spender.Holder);
            attempt.Keys.Add(hash);
            _keys[hash] = new Entry(spender, models, null, attempt.Dead);
        }

        return text;
    }

    /// <inheritdoc/>
    public KeyLookup Find(ReadOnlySpan<char> key)
    {
        if (!VirtualKeyFormat.IsShaped(key) || !_keys.TryGetValue(KeyHash.Of(key), out var entry))
        {
            return new KeyLookup(null, [], Unknown);
        }

        var problem = entry.Dead ?? (entry.ExpiresAt <= time.GetUtcNow() ? entry.Expired() : null);
        return problem is null ? new KeyLookup(entry.Spender, entry.Models, null) : new KeyLookup(null, [], problem);
    }

    /// <inheritdoc/>
    public void Revoke(string holder)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            ForgetEndedBefore(now - Memory);

            // Also without a key: one that is being issued at this moment must not live.
            var attempt = Of(holder);
            if (attempt.Dead is not null)
            {
                return;
            }

            attempt.Dead = new Problem(ErrorCodes.KeyDead, $"The key died with {holder}, which has ended.");
            _ended.Enqueue((holder, now));
            foreach (var hash in attempt.Keys)
            {
                _keys[hash] = _keys[hash] with { Dead = attempt.Dead };
            }
        }
    }

    /// <inheritdoc/>
    public void Put(NamedKey key) => _keys[KeyHash.Parse(key.Hash)] = new Entry(
        Spender.OfKey(key.Name),
        [.. key.Models.Select(ModelRef.Parse)],
        key.ExpiresAt,
        key.RevokedAt is null ? null : new Problem(ErrorCodes.KeyDead, $"The key '{key.Name}' was revoked.", "Make another with: factory key create NAME --budget USD"));

    private Attempt Of(string holder)
    {
        if (!_attempts.TryGetValue(holder, out var attempt))
        {
            _attempts.Add(holder, attempt = new Attempt());
        }

        return attempt;
    }

    private void ForgetEndedBefore(DateTimeOffset time)
    {
        while (_ended.TryPeek(out var oldest) && oldest.At <= time)
        {
            _ended.Dequeue();
            _attempts.Remove(oldest.Holder, out var attempt);
            attempt!.Keys.ForEach(hash => _keys.TryRemove(hash, out _));
        }
    }

    /// <summary>An attempt's keys; guarded by the ring's lock.</summary>
    private sealed class Attempt
    {
        public List<KeyHash> Keys { get; } = [];

        /// <summary>Null while it is at work.</summary>
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
            VirtualKeyFormat.Hash(key, hash);
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
