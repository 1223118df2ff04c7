using Factory.Domain.States;
using Factory.Storage.Events;
using Factory.Storage.Indexing;
using Factory.Storage.States;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Factory.Storage.Tests.Support;

/// <summary>A store over a real file, with the parts that tests look at.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private TestStore(FactoryDatabase database)
    {
        Database = database;
        Grains = new SqliteGrainStorage(database);
        Log = new SqliteEventLog(database);
        Index = new SqliteStateIndex(database);
        Maintenance = new IndexMaintenance(database);
    }

    public FactoryDatabase Database { get; }

    public SqliteGrainStorage Grains { get; }

    public SqliteEventLog Log { get; }

    public SqliteStateIndex Index { get; }

    public IndexMaintenance Maintenance { get; }

    public static TestStore Open(TempFolder folder, Action<StorageOptions>? configure = null, TimeProvider? time = null) =>
        Open(folder.Database, configure, time);

    public static TestStore Open(string path, Action<StorageOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new StorageOptions { DatabasePath = path };
        options.States.Register<DurableState<Counter>>(Counter.StateName);
        configure?.Invoke(options);
        return new TestStore(FactoryDatabase.Open(options, time ?? TimeProvider.System, NullLogger.Instance));
    }

    public static GrainId Grain(string key) => GrainId.Create("counter", key);

    public async Task<GrainState<DurableState<Counter>>> ReadAsync(string key)
    {
        var state = new GrainState<DurableState<Counter>>();
        await Grains.ReadStateAsync(Counter.StateName, Grain(key), state);
        return state;
    }

    public Task WriteAsync(string key, GrainState<DurableState<Counter>> state, CancellationToken cancellationToken = default) =>
        Grains.WriteStateAsync(Counter.StateName, Grain(key), state, cancellationToken);

    public Task ClearAsync(string key, GrainState<DurableState<Counter>> state) => Grains.ClearStateAsync(Counter.StateName, Grain(key), state);

    /// <summary>Reads, counts one up, writes.</summary>
    public async Task<GrainState<DurableState<Counter>>> IncrementAsync(string key, RunId? run = null)
    {
        var state = await ReadAsync(key);
        state.State!.Increment(key, run);
        await WriteAsync(key, state);
        return state;
    }

    public async Task<GrainState<DurableState<Counter>>> PutAsync(Counter counter)
    {
        var state = await ReadAsync(counter.Key);
        state.State!.Stage(counter, [], []);
        await WriteAsync(counter.Key, state);
        return state;
    }

    /// <summary>Runs SQL as the writer does, behind the store's back.</summary>
    public Task SqlAsync(string sql) => Database.Writer.WriteAsync(c => c.Db.Execute(sql), CancellationToken.None);

    public Task<long> CountAsync(string table) =>
        Database.Reads.ReadAsync(db => db.ExecuteScalar($"SELECT count(*) FROM {table}")!.Value, CancellationToken.None);

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    /// <summary>Opens the file without the store.</summary>
    public static void Raw(TempFolder folder, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
