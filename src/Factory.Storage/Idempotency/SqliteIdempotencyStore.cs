using Factory.Domain.Idempotency;
using Factory.Storage.Sqlite;
using Factory.Storage.Writing;

namespace Factory.Storage.Idempotency;

/// <summary>Stores the responses of commands for 24 hours, in the database that the commands change.</summary>
internal sealed class SqliteIdempotencyStore(FactoryDatabase database) : IIdempotencyStore
{
    /// <summary>How long a response is kept: 24 hours.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int MaxLength = 200;

    /// <summary>
    /// Deletes claims without a response. Called when the database is opened: no process is left that could complete
    /// them.
    /// </summary>
    public static void DeletePendingClaims(SqliteStatements db) => db.Execute("DELETE FROM idempotency WHERE status IS NULL");

    /// <inheritdoc/>
    public Task<IdempotencyClaim> ClaimAsync(string scope, string key, string requestHash, CancellationToken cancellationToken)
    {
        Check(scope, key);
        ArgumentException.ThrowIfNullOrEmpty(requestHash);
        var now = database.Time.GetUtcNow();
        return database.Writer.WriteAsync(context => Claim(context, scope, key, requestHash, now), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(string scope, string key, int status, string body, CancellationToken cancellationToken)
    {
        Check(scope, key);
        ArgumentNullException.ThrowIfNull(body);
        var claimed = await database.Writer.WriteAsync(
            context => context.Db.Execute(
                "UPDATE idempotency SET status = $3, response = $4 WHERE scope = $1 AND key = $2 AND status IS NULL",
                scope,
                key,
                status,
                body) > 0,
            cancellationToken).ConfigureAwait(false);
        if (!claimed)
        {
            throw new InvalidOperationException($"The idempotency key '{key}' in '{scope}' is not claimed: call ClaimAsync before " +
                "CompleteAsync.");
        }
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(string scope, string key, CancellationToken cancellationToken)
    {
        Check(scope, key);
        return database.Writer.WriteAsync(
            context => context.Db.Execute("DELETE FROM idempotency WHERE scope = $1 AND key = $2 AND status IS NULL", scope, key),
            cancellationToken);
    }

    private static IdempotencyClaim Claim(WriteContext context, string scope, string key, string requestHash, DateTimeOffset now)
    {
        context.Db.Execute("DELETE FROM idempotency WHERE created_at <= $1", (now - Lifetime).UtcTicks);

        // The insert decides who may run the command; a SELECT before it would let two requests of one batch both pass.
        var isNew = context.Db.Execute(
            "INSERT INTO idempotency (scope, key, request_hash, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            scope, key, requestHash, now.UtcTicks) > 0;
        return isNew ? new IdempotencyClaim.New() : ReadClaim(context.Db, scope, key, requestHash);
    }

    private static IdempotencyClaim ReadClaim(SqliteStatements db, string scope, string key, string requestHash)
    {
        using var reader = db.Query("SELECT request_hash, status, response FROM idempotency WHERE scope = $1 AND key = $2", scope, key);
        reader.Read();
        if (reader.GetString(0) != requestHash)
        {
            return new IdempotencyClaim.Conflict();
        }

        return reader.IsDBNull(1)
            ? new IdempotencyClaim.InProgress()
            : new IdempotencyClaim.Replay(reader.GetInt32(1), reader.GetString(2));
    }

    private static void Check(string scope, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(scope);
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scope.Length, MaxLength, nameof(scope));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, MaxLength, nameof(key));
    }
}
