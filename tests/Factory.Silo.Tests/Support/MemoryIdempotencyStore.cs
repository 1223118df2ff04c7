using System.Collections.Concurrent;
using Factory.Domain.Idempotency;

namespace Factory.Silo.Tests.Support;

internal sealed class MemoryIdempotencyStore : IIdempotencyStore
{
    private readonly ConcurrentDictionary<(string, string), Entry> _entries = new();

    /// <summary>The scopes of all claims.</summary>
    public IEnumerable<string> Scopes => _entries.Keys.Select(k => k.Item1);

    public Task<IdempotencyClaim> ClaimAsync(string scope, string key, string requestHash, CancellationToken cancellationToken)
    {
        var mine = new Entry(requestHash, null, null);
        var entry = _entries.GetOrAdd((scope, key), mine);
        return Task.FromResult<IdempotencyClaim>(
            ReferenceEquals(entry, mine) ? new IdempotencyClaim.New()
            : entry.Hash != requestHash ? new IdempotencyClaim.Conflict()
            : entry.Status is { } status ? new IdempotencyClaim.Replay(status, entry.Body!)
            : new IdempotencyClaim.InProgress());
    }

    public Task CompleteAsync(string scope, string key, int status, string body, CancellationToken cancellationToken)
    {
        _entries[(scope, key)] = _entries[(scope, key)] with { Status = status, Body = body };
        return Task.CompletedTask;
    }

    public Task ReleaseAsync(string scope, string key, CancellationToken cancellationToken)
    {
        _entries.TryRemove((scope, key), out _);
        return Task.CompletedTask;
    }

    private sealed record Entry(string Hash, int? Status, string? Body);
}
