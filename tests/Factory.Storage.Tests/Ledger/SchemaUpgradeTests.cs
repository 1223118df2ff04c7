using Factory.Contracts.Ledger;
using Factory.Domain.Ledger;
using Factory.Storage.Ledger;
using Microsoft.Data.Sqlite;
using static Factory.Storage.Tests.Ledger.GivenRow;

namespace Factory.Storage.Tests.Ledger;

/// <summary>A database of the first version, full of work, opened by this program.</summary>
public sealed class SchemaUpgradeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_database_from_before_the_ledger_keeps_all_it_has_and_gets_the_tables_of_a_new_one()
    {
        await FillFirstVersionAsync();
        Tables(_folder.Database).ShouldNotContain(t => t.Contains("ledger"));

        await using (var store = TestStore.Open(_folder))
        {
            (await store.CountAsync("states")).ShouldBe(3);
            (await store.CountAsync("events")).ShouldBe(4);
            var state = (await store.ReadAsync("tally-1")).State!.Value!;
            (state.Count, state.Key).ShouldBe((2, "tally-1"));
            (await store.IncrementAsync("tally-1")).State!.Value!.Count.ShouldBe(3);
            (await store.Log.GetLastSeqAsync(default)).ShouldBe(5);

            var ledger = new SqliteLedger(store.Database);
            await ledger.AppendAsync(Call("call-1", 2));
            (await ledger.SumAsync(SpendBy.Day, new LedgerQuery(), default)).ShouldHaveSingleItem().Name.ShouldBe("2030-01-02");
        }

        await using (var again = TestStore.Open(_folder))
        {
            (await new SqliteLedger(again.Database).ReadAsync(new LedgerQuery(), default)).ShouldBe([Call("call-1", 2)]);
        }

        using var fresh = new TempFolder();
        await using (TestStore.Open(fresh))
        {
        }

        Tables(_folder.Database).ShouldBe(Tables(fresh.Database), "an upgraded database and a new one are the same");
    }

    [Fact]
    public async Task A_database_with_rows_of_the_first_ledger_keeps_every_one()
    {
        await using (var store = TestStore.Open(_folder))
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => new SqliteLedger(store.Database).AppendAsync(Call($"call-{i}", 0.00000001m * i))));
        }

        // As the second version left it: what came later is not there yet.
        TestStore.Raw(_folder, $"{DropIndexes()}{SecondVersion}{Reminders}PRAGMA user_version = 2;");
        await using var upgraded = TestStore.Open(_folder);
        var line = (await new SqliteLedger(upgraded.Database).SumAsync(SpendBy.Run, new LedgerQuery(), default)).ShouldHaveSingleItem();
        (line.Calls, line.Cost.Amount).ShouldBe((50, 0.00001225m));
    }

    /// <summary>A table that the first three versions had and nothing used.</summary>
    private const string Reminders = "CREATE TABLE reminders (grain TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (grain, name)); ";

    private string DropIndexes()
    {
        var drops = Tables(_folder.Database).Where(t => t.StartsWith("index ledger_", StringComparison.Ordinal)).Select(t => $"DROP INDEX {t.Split(' ')[1]};");
        return string.Concat(drops);
    }

    /// <summary>The indexes that the second version made.</summary>
    private const string SecondVersion =
        """
        CREATE INDEX ledger_by_lease ON ledger (lease);
        CREATE INDEX ledger_by_day ON ledger (day, at);
        CREATE INDEX ledger_by_holder ON ledger (holder);
        CREATE INDEX ledger_by_run ON ledger (run) WHERE run IS NOT NULL;
        CREATE INDEX ledger_by_task ON ledger (task) WHERE task IS NOT NULL;
        CREATE INDEX ledger_by_kind ON ledger (task_kind, task, cost) WHERE task_kind IS NOT NULL;

        """;

    /// <summary>Fills a database as this program does, then takes away what the first version did not have.</summary>
    private async Task FillFirstVersionAsync()
    {
        await using (var store = TestStore.Open(_folder))
        {
            await store.IncrementAsync("tally-1", RunId.Parse("run-1"));
            await store.IncrementAsync("tally-1");
            await store.IncrementAsync("tally-2");
            await store.IncrementAsync("tally-3");
        }

        TestStore.Raw(_folder, $"DROP TABLE ledger; {Reminders}PRAGMA user_version = 1;");
    }

    private static List<string> Tables(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1";
        using var reader = command.ExecuteReader();
        var tables = new List<string>();
        while (reader.Read())
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }
}
