using Factory.Scenarios.Hosting;
using Microsoft.Data.Sqlite;

namespace Factory.Scenarios.Crashes;

/// <summary>The audit adds money up as budgets do.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Audit_BudgetOfAKey_IsComparedWithTheCashOfItsHolder()
    {
        var path = _cli.Scratch("ledger");
        using (var db = new SqliteConnection($"Data Source={Path.Combine(path, "factory.db")};Pooling=False"))
        {
            db.Open();
            using var script = db.CreateCommand();
            script.CommandText =
                """
                CREATE TABLE ledger (day TEXT, principal_id TEXT, agent TEXT, cost INTEGER, billing TEXT);
                INSERT INTO ledger VALUES ('2026-01-01', 'key-laptop', NULL, 100000000, 'PayAsYouGo'), ('2026-01-01', 'key-laptop', NULL, 700000000, 'Subscription'),
                                          ('2026-01-01', 'key-phone', NULL, 200000000, 'PayAsYouGo'), ('2026-01-01', 'attempt-1', 'agent-rex', 400000000, 'PayAsYouGo');
                """;
            script.ExecuteNonQuery();
        }

        using var folder = new DataFolder(path);
        Audit.LedgerSum(folder, "budget-key-laptop").ShouldBe(1);
        Audit.LedgerSum(folder, "budget-agent-rex-2026-01-01").ShouldBe(4);
        Audit.LedgerSum(folder, "budget-day-2026-01-01").ShouldBe(7);
    }
}
