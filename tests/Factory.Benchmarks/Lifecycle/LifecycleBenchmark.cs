using System.CommandLine;
using System.Globalization;
using Factory.Benchmarks.Reporting;
using Factory.Benchmarks.Storage;
using Factory.Benchmarks.Support;
using Factory.Storage;
using Microsoft.Data.Sqlite;

namespace Factory.Benchmarks.Lifecycle;

/// <summary><c>lifecycle</c>: tasks from their opening to done, beside a bare loop that writes the same rows.</summary>
internal static class LifecycleBenchmark
{
    private const int TasksAtOnce = 32;
    private const int Rounds = 3;
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(5);

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table" };
        var command = new Command(
            "lifecycle",
            "Life cycles of tasks with agents that do nothing, beside a bare SQLite loop of the same rows") { json };
        command.SetAction(async parsed => Report.Write(await MeasureAsync(), parsed.GetValue(json), Rows));
        return command;
    }

    private static async Task<LifecycleFigures> MeasureAsync()
    {
        using var folder = new ScratchFolder();
        var database = folder.File("grains.db");
        await using var silo = await LifecycleSilo.StartAsync(database, TasksAtOnce);
        await LiveAsync(silo);
        var load = silo.Service<FactoryDatabase>().Statistics;
        var rates = new List<double>();
        var lives = 0;
        var before = Rows(database);
        using var loop = await BareLoop.OpenAsync(folder.File("bare.db"), before.PayloadBytes, before.ViewBytes);
        var bare = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var (count, elapsed) = await LiveAsync(silo);
            lives += count;
            rates.Add(count / elapsed.TotalSeconds);
            var now = Rows(database);
            var after = silo.Service<FactoryDatabase>().Statistics;
            var perLife = new RowsPerLife(
                (double)(after.Writes - load.Writes) / lives,
                (double)(now.Events - before.Events) / lives,
                (double)(now.Messages - before.Messages) / lives,
                (double)lives / (after.Commits - load.Commits));
            bare.Add(loop.Run(RoundTime, Math.Max(1, (int)Math.Round(perLife.LivesPerCommit)), number => Write(loop, number, perLife)));
        }

        var written = silo.Service<FactoryDatabase>().Statistics.Writes - load.Writes;
        return new LifecycleFigures(
            Math.Round(Statistics.Median(rates), 1),
            Math.Round(Statistics.Median(bare), 1),
            Math.Round((double)written / lives, 1));
    }

    private static async Task<(int Count, TimeSpan Elapsed)> LiveAsync(BenchSilo silo)
    {
        var count = 0;
        var end = DateTimeOffset.UtcNow + RoundTime;
        var elapsed = await Callers.RunAsync(TasksAtOnce, async _ =>
        {
            while (DateTimeOffset.UtcNow < end)
            {
                await silo.LiveAsync();
                Interlocked.Increment(ref count);
            }
        });
        return (count, elapsed);
    }

    private static void Write(BareLoop loop, int life, RowsPerLife rows)
    {
        for (var number = 0; number < rows.Writes; number++)
        {
            loop.WriteState(life + number);
        }

        for (var number = 0; number < rows.Events; number++)
        {
            loop.WriteEvent(life + number);
        }

        for (var number = 0; number < rows.Messages; number++)
        {
            loop.WriteMessage(life + number);
        }
    }

    private static Totals Rows(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        int Number(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        }

        return new Totals(
            Number("SELECT seq FROM sqlite_sequence WHERE name = 'events'"),
            Number("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"),
            Number("SELECT avg(length(payload)) FROM states"),
            Number("SELECT avg(length(view)) FROM index_rows"));
    }

    private static IEnumerable<ReportRow> Rows(LifecycleFigures f) =>
    [
        new("life cycles of tasks/s, beside the bare loop", f.LifeCyclesPerSecond, f.BareLoopLifeCyclesPerSecond),
        new("durable writes a life cycle", f.DurableWritesPerLifeCycle, null),
    ];

    private sealed record Totals(int Events, int Messages, int PayloadBytes, int ViewBytes);

    private sealed record RowsPerLife(double Writes, double Events, double Messages, double LivesPerCommit);
}
