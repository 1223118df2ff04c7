using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Keys;
using Factory.Domain.Metering;

namespace Factory.Metering.Keys;

/// <summary>
/// The gateway's keys in the silo's memory, by the SHA-256 of their text. Named keys come from the virtual keys grain,
/// those of attempts are issued here.
/// </summary>
/// <remarks>
/// Keys of attempts that ended are known as revoked for <see cref="RevokedRetention"/>, then not at all; neither grants
/// anything.
/// </remarks>
internal sealed class VirtualKeyStore(TimeProvider time) : IVirtualKeyStore, INamedKeyRegistry
{
    /// <value>
    /// How long keys of an attempt that ended are refused with <c>key.revoked</c> instead of <c>key.unknown</c>, and
    /// new keys for it are revoked from the start: one day.
    /// </value>
    public static readonly TimeSpan RevokedRetention = TimeSpan.FromDays(1);

    private static readonly Problem Unknown = new(
        ErrorCodes.KeyUnknown,
        "The key is unknown.",
        "Make one with: factory key create NAME --budget USD");

    private readonly ConcurrentDictionary<KeyHash, Entry> _keys = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<PrincipalId, AttemptKeys> _attempts = [];
    private readonly Queue<(PrincipalId Principal, DateTimeOffset At)> _revoked = new();

    /// <summary>Keys in memory, revoked and expired ones included.</summary>
    public int Count => _keys.Count;

    /// <inheritdoc/>
    public string Issue(Principal principal, IReadOnlyList<ModelRef> models)
    {
        var text = VirtualKeyFormat.Generate();
        Restore(text, principal, models);
        return text;
    }

    /// <inheritdoc/>
    public void Restore(string key, Principal principal, IReadOnlyList<ModelRef> models)
    {
        var hash = KeyHash.Of(key);
        lock (_lock)
        {
            // Under the lock that Revoke takes, so that a key is either seen by it or made with its revocation.
            var attempt = GetOrAddAttempt(principal.Id);
            attempt.Keys.Add(hash);
            _keys[hash] = new Entry(principal, models, null, attempt.Revocation);
        }
    }

    /// <inheritdoc/>
    public KeyLookup Find(ReadOnlySpan<char> key)
    {
        if (!VirtualKeyFormat.IsWellFormed(key) || !_keys.TryGetValue(KeyHash.Of(key), out var entry))
        {
            return new KeyLookup(null, [], Unknown);
        }

        var problem = entry.Revocation ?? (entry.ExpiresAt <= time.GetUtcNow() ? entry.Expired() : null);
        return problem is null ? new KeyLookup(entry.Principal, entry.Models, null) : new KeyLookup(null, [], problem);
    }

    /// <inheritdoc/>
    public void Revoke(PrincipalId principal)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            PruneRevokedBefore(now - RevokedRetention);

            // Also for an attempt without a key: one that is being issued at this moment must be revoked from the
            // start.
            var attempt = GetOrAddAttempt(principal);
            if (attempt.Revocation is not null)
            {
                return;
            }

            attempt.Revocation = new Problem(ErrorCodes.KeyRevoked, $"The key was revoked when {principal} ended.");
            _revoked.Enqueue((principal, now));
            foreach (var hash in attempt.Keys)
            {
                _keys[hash] = _keys[hash] with { Revocation = attempt.Revocation };
            }
        }
    }

    /// <inheritdoc/>
    public void AddOrUpdate(NamedKey key) => _keys[KeyHash.Parse(key.Hash)] = new Entry(
        Principal.ForKey(key.Name),
        [.. key.Models.Select(ModelRef.Parse)],
        key.ExpiresAt,
        key.RevokedAt is null
            ? null
            : new Problem(
                ErrorCodes.KeyRevoked,
                $"The key '{key.Name}' was revoked.",
                "Make another with: factory key create NAME --budget USD"));

    private AttemptKeys GetOrAddAttempt(PrincipalId principal)
    {
        if (!_attempts.TryGetValue(principal, out var attempt))
        {
            _attempts.Add(principal, attempt = new AttemptKeys());
        }

        return attempt;
    }

    private void PruneRevokedBefore(DateTimeOffset time)
    {
        while (_revoked.TryPeek(out var oldest) && oldest.At <= time)
        {
            _revoked.Dequeue();
            _attempts.Remove(oldest.Principal, out var attempt);
            attempt!.Keys.ForEach(hash => _keys.TryRemove(hash, out _));
        }
    }

    /// <summary>An attempt's keys; guarded by the store's lock.</summary>
    private sealed class AttemptKeys
    {
        public List<KeyHash> Keys { get; } = [];

        /// <summary>Null while the attempt runs.</summary>
        public Problem? Revocation { get; set; }
    }

    private sealed record Entry(Principal Principal, IReadOnlyList<ModelRef> Models, DateTimeOffset? ExpiresAt, Problem? Revocation)
    {
        public Problem Expired() =>
            new(
                ErrorCodes.KeyExpired,
                $"The key '{Principal.Key}' has expired.",
                "Make another with: factory key create NAME --budget USD");
    }

    /// <summary>A SHA-256 that is compared without an allocation: every call of the gateway looks one up.</summary>
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
