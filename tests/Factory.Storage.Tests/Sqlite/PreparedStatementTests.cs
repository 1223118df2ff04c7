using Factory.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Tests.Sqlite;

public sealed class PreparedStatementTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly SqliteStatements _db;

    public PreparedStatementTests()
    {
        _connection.Open();
        _db = new SqliteStatements(_connection);
        _db.Execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE, data TEXT)");
    }

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Execute_ParametersInAnyOrder_BindsByTheirNumber()
    {
        _db.Execute("INSERT INTO things (name, id, data) VALUES ($2, $1, CAST($3 AS TEXT))", 7, "nüt ☕", "bytes"u8.ToArray());

        _db.List(static r => (r.GetInt64(0), r.GetString(1), r.GetString(2)), "SELECT id, name, data FROM things")
            .ShouldBe([(7, "nüt ☕", "bytes")]);
    }

    [Fact]
    public void Execute_RunTwice_KeepsNoValuesAndReturnsChangedRows()
    {
        const string Insert = "INSERT INTO things (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        _db.Execute(Insert, 1, "one").ShouldBe(1);
        _db.Execute(Insert, 1, "again").ShouldBe(0);
        _db.Execute(Insert, 2, null).ShouldBe(1);

        _db.ExecuteScalar("SELECT count(*) FROM things WHERE name IS NULL").ShouldBe(1);
        _db.ExecuteScalar("SELECT id FROM things WHERE id > $1", 99L).ShouldBeNull();
        _db.ExecuteScalar("SELECT name FROM things WHERE id = $1", 1).ShouldBeNull();
        _db.ExecuteScalar("INSERT INTO things (id) VALUES ($1) RETURNING id", long.MaxValue).ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Execute_AfterAFailure_RunsAgain()
    {
        const string Insert = "INSERT INTO things (name) VALUES ($1)";
        _db.Execute(Insert, "one");

        Should.Throw<SqliteException>(() => _db.Execute(Insert, "one")).SqliteErrorCode.ShouldBe(19);

        _db.Execute(Insert, "two").ShouldBe(1);
    }

    [Fact]
    public void Ctor_SeveralStatementsOrUnknownValues_Throws()
    {
        Should.Throw<ArgumentException>(() => _db.Execute("DELETE FROM things; DELETE FROM things"));
        Should.Throw<ArgumentException>(() => _db.Execute("INSERT INTO things (name) VALUES ($1)", 1.5)).Message.ShouldContain("Double");
        Should.Throw<SqliteException>(() => _db.Execute("NONSENSE"));
    }
}
