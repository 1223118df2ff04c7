using System.CommandLine;
using Factory.Benchmarks.Reporting;
using Factory.Benchmarks.Support;
using Factory.Domain.States;
using Factory.Storage;

namespace Factory.Benchmarks.Storage;

/// <summary>
/// <c>storage</c>: grains that write state, index row and event through the factory's store, beside a bare loop in the
/// same folder.
/// </summary>
/// <remarks>Grains and loop take turns, so that both see the same disk; the median round of each counts.</remarks>
internal static class StorageBenchmark
{
    private const int Rounds = 3;
    private static readonly int[] Writers = [1, 32, 512];
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(1.5);

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table" };
        var command = new Command("storage", "Durable writes of grains, beside a bare SQLite loop of the same rows") { json };
        command.SetAction(async parsed => Report.Write(await MeasureAsync(), parsed.GetValue(json), Rows));
        return command;
    }

    /// <summary>A silo with this benchmark's grains and a store.</summary>
    public static Task<BenchSilo> StartAsync(string database) => BenchSilo.StartAsync(
        services => services.AddFactoryStorage(options =>
        {
            options.DatabasePath = database;
            options.States.Register<DurableState<Counter>>(Counter.StateName);
        }),
        _ => { });

    private static async Task<StorageFigures> MeasureAsync()
    {
        using var folder = new ScratchFolder();
        await using var silo = await StartAsync(folder.File("grains.db"));
        using var loop = await BareLoop.OpenAsync(folder.File("bare.db"));
        await GrainsAsync(silo, 32);
        loop.Run(RoundTime);

        var rates = Writers.ToDictionary(writers => writers, _ => new List<double>());
        var bare = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var writers in Writers)
            {
                rates[writers].Add(await GrainsAsync(silo, writers));
            }

            bare.Add(loop.Run(RoundTime));
        }

        return new StorageFigures(
            new(rates.ToDictionary(entry => entry.Key, entry => Math.Round(Statistics.Median(entry.Value)))),
            Math.Round(Statistics.Median(bare)));
    }

    private static async Task<double> GrainsAsync(BenchSilo silo, int writers)
    {
        var written = 0L;
        var end = DateTimeOffset.UtcNow + RoundTime;
        var elapsed = await Callers.RunAsync(writers, async writer =>
        {
            var grain = silo.Grains.GetGrain<ICounterGrain>($"counter-{writer}");
            while (DateTimeOffset.UtcNow < end)
            {
                await grain.Count();
                Interlocked.Increment(ref written);
            }
        });
        return written / elapsed.TotalSeconds;
    }

    private static IEnumerable<ReportRow> Rows(StorageFigures f) =>
        f.DurableWritesPerSecond.Select(entry =>
            new ReportRow($"durable writes/s, {entry.Key} writers, beside the bare loop", entry.Value, f.BareLoopWritesPerSecond));
}
