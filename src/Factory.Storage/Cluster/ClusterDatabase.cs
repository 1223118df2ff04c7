using System.Net.Sockets;
using Factory.Contracts.Errors;
using Npgsql;

namespace Factory.Storage.Cluster;

/// <summary>The PostgreSQL database that holds Orleans' cluster membership. It holds no state of the factory.</summary>
public static class ClusterDatabase
{
    private const string Script = "Factory.Storage.Cluster.postgresql.sql";
    private const int ConnectSeconds = 10;

    // Two silos that initialize at once would both find a table missing and the slower CREATE would fail: an advisory
    // lock serializes them. The number is arbitrary but must stay the same in all versions ("factory" in ASCII).
    private const long LockKey = 0x666163746f7279;

    private static readonly string[] Tables = ["orleansquery", "orleansmembershipversiontable", "orleansmembershiptable"];

    /// <summary>
    /// Creates the tables and stored statements of Orleans that are missing, in one transaction. Safe to call again.
    /// </summary>
    /// <param name="connection">PostgreSQL's connection string. A secret: it appears in no message.</param>
    /// <exception cref="FactoryException">
    /// <c>request.invalid</c> for a connection string that cannot be read, <c>cluster.unreachable</c> when no server
    /// answers, <c>cluster.rejected</c> when it refuses the user, the database or the changes.
    /// </exception>
    public static async Task<ClusterDatabaseReport> InitAsync(string connection, CancellationToken cancellationToken = default)
    {
        var settings = Parse(connection);
        var where = DescribeServer(settings);
        try
        {
            await using var source = NpgsqlDataSource.Create(settings);
            await using var open = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var transaction = await open.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(open, $"SELECT pg_advisory_xact_lock({LockKey})", cancellationToken).ConfigureAwait(false);
            var tables = await CountAsync(open, CountTablesSql, cancellationToken).ConfigureAwait(false);
            var statements = tables == 0 ? 0 : await CountAsync(open, CountStatementsSql, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(open, ReadScript(), cancellationToken).ConfigureAwait(false);
            var report = new ClusterDatabaseReport(
                where,
                await CountAsync(open, CountTablesSql, cancellationToken).ConfigureAwait(false) - tables,
                await CountAsync(open, CountStatementsSql, cancellationToken).ConfigureAwait(false) - statements);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return report;
        }
        catch (PostgresException e)
        {
            throw new FactoryException(
                ErrorCodes.ClusterRejected,
                $"PostgreSQL refused to prepare {where}: {e.MessageText} ({e.SqlState}).",
                "The database must exist and the user must be allowed to create tables in its schema: GRANT CREATE, USAGE ON SCHEMA " +
                "public TO user",
                inner: e);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            throw Unreachable(where, e);
        }
    }

    /// <summary>
    /// Explains a failed start of a silo by the state of its cluster's database; null when the database is not the
    /// cause.
    /// </summary>
    /// <param name="failure">The exception that ended the start; its inner exceptions are searched too.</param>
    /// <param name="connection">The connection string that the silo was given.</param>
    public static FactoryException? Explain(Exception failure, string connection)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case PostgresException refused:
                    return new FactoryException(
                        ErrorCodes.ClusterRejected,
                        $"PostgreSQL refused the silo at {DescribeServer(Parse(connection))}: {refused.MessageText} ({refused.SqlState}).",
                        refused.SqlState == PostgresErrorCodes.UndefinedTable
                            ? "Prepare the database once: factory cluster init"
                            : "Check user, password and database in the connection string",
                        inner: failure);
                case NpgsqlException:
                    return Unreachable(DescribeServer(Parse(connection)), cause);
            }
        }

        return null;
    }

    // Messages and logs show this: never the user or the password.
    private static string DescribeServer(NpgsqlConnectionStringBuilder settings) =>
        $"{settings.Database ?? settings.Username} at {settings.Host}:{settings.Port}";

    private static FactoryException Unreachable(string where, Exception cause) => new(
        ErrorCodes.ClusterUnreachable,
        $"No PostgreSQL server answers for {where}: {(cause.InnerException ?? cause).Message}",
        "Check host and port, that the server runs, and that it accepts connections from this machine (listen_addresses, pg_hba.conf)",
        retryable: true,
        inner: cause);

    private static string CountTablesSql =>
        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename IN " +
        $"({string.Join(", ", Tables.Select(t => $"'{t}'"))})";

    private static string CountStatementsSql => "SELECT count(*) FROM OrleansQuery";

    private static NpgsqlConnectionStringBuilder Parse(string connection)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connection) { Timeout = ConnectSeconds, Pooling = false };
            return string.IsNullOrWhiteSpace(settings.Host) ? throw Invalid("it names no Host", null) : settings;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw Invalid(e.Message, e);
        }
    }

    private static FactoryException Invalid(string reason, Exception? inner) => new(
        ErrorCodes.InvalidRequest,
        $"The connection string cannot be used: {reason}",
        "It looks like: Host=db.example.org;Port=5432;Database=factory;Username=factory;Password=…",
        inner: inner);

    private static string ReadScript()
    {
        using var reader = new StreamReader(typeof(ClusterDatabase).Assembly.GetManifestResourceStream(Script)!);
        return reader.ReadToEnd();
    }

    private static async Task ExecuteAsync(NpgsqlConnection open, string sql, CancellationToken cancellationToken)
    {
        // No parameters are bound: the script's @names belong to the statements that it stores for Orleans, which binds
        // them later.
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> CountAsync(NpgsqlConnection open, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, open);
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
