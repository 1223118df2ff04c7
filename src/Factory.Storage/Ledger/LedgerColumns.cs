using System.Globalization;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Ledger;

/// <summary>
/// Maps ledger rows to the table <c>ledger</c>: money in units of 1/100,000,000 dollar, spans in ticks of 100 ns.
/// </summary>
internal static class LedgerColumns
{
    /// <summary>In the order of <see cref="Read"/> and <see cref="Values"/>.</summary>
    public const string Names =
        "call_id, lease_id, day, at, principal_id, task, run, attempt, agent, task_kind, provider, model, model_api, input, output, " +
        "cached_input, reasoning, cache_write, cost, billing, outcome, status, latency, first_token, error";

    // SQLite has no decimal type, and a sum of doubles depends on the order of its rows. Whole units make every sum
    // exact, so that the ledger and the budgets, which add up decimals, can be compared for equality. The largest sum
    // that a 64-bit integer holds is 92 billion dollars.
    private const decimal UnitsPerUsd = 100_000_000m;

    public static object?[] Values(LedgerRow row) =>
    [
        row.CallId, row.LeaseId.Value, Day(row.Day), row.At.UtcTicks, row.PrincipalId.Value,
        row.Task?.Value, row.Run?.Value, row.Attempt?.Value, row.Agent?.Value, row.TaskKind,
        row.Model.Provider, row.Model.Model, row.ModelApi is { } api
            ? ModelApis.ToName(api)
            : null, row.Usage.Input, row.Usage.Output, row.Usage.CachedInput, row.Usage.Reasoning, row.Usage.CacheWrite,
        ToUnits(row.Cost), row.Billing.ToString(), row.Outcome.ToString(), row.Status, row.Latency.Ticks, row.FirstToken?.Ticks, row.Error,
    ];

    public static LedgerRow Read(SqliteDataReader reader) => new(
        reader.GetString(0),
        LeaseId.Parse(reader.GetString(1)),
        DateOnly.ParseExact(reader.GetString(2), "yyyy-MM-dd", CultureInfo.InvariantCulture),
        reader.Time(3),
        PrincipalId.Parse(reader.GetString(4)),
        reader.TextOrNull(5) is { } task ? TaskId.Parse(task) : null,
        reader.TextOrNull(6) is { } run ? RunId.Parse(run) : null,
        reader.TextOrNull(7) is { } attempt ? AttemptId.Parse(attempt) : null,
        reader.TextOrNull(8) is { } agent ? AgentId.Parse(agent) : null,
        reader.TextOrNull(9),
        new ModelRef(reader.GetString(10), reader.GetString(11)),
        reader.TextOrNull(12) is { } api ? ModelApis.Parse(api) : null,
        ReadUsage(reader, 13),
        ReadUsd(reader, 18),
        Enum.Parse<Billing>(reader.GetString(19)),
        Enum.Parse<CallOutcome>(reader.GetString(20)),
        reader.IsDBNull(21) ? null : reader.GetInt32(21),
        new TimeSpan(reader.GetInt64(22)),
        reader.IsDBNull(23) ? null : new TimeSpan(reader.GetInt64(23)),
        reader.TextOrNull(24));

    /// <summary>Five columns from this one on.</summary>
    public static TokenUsage ReadUsage(SqliteDataReader reader, int first) =>
        new(
            reader.GetInt64(first),
            reader.GetInt64(first + 1),
            reader.GetInt64(first + 2),
            reader.GetInt64(first + 3),
            reader.GetInt64(first + 4));

    public static Usd ReadUsd(SqliteDataReader reader, int column) => new(reader.GetInt64(column) / UnitsPerUsd);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Rounded up, as ModelDefinition.CostOf rounds: a row never records less than was spent.
    private static long ToUnits(Usd cost) => (long)Math.Ceiling(cost.Amount * UnitsPerUsd);
}
