using Factory.Benchmarks.Grains;
using Factory.Benchmarks.Support;

namespace Factory.Benchmarks.Engine;

/// <summary>Grains that write state, index row and event through the factory's store, beside a bare loop in the same folder.</summary>
/// <remarks>Grains and loop take turns, so that both see the same disk; the median round of each counts.</remarks>
internal static class StoragePart
{
    private const int Rounds = 3;
    private static readonly int[] Writers = [1, 32, 512];
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(1.5);

    public static async Task<EngineFigures> RunAsync(EngineFigures figures)
    {
        using var folder = new ScratchFolder();
        await using var engine = await BenchEngine.StartAsync(folder.File("grains.db"));
        using var loop = await BareLoop.OpenAsync(folder.File("bare.db"));
        await GrainsAsync(engine, 32);
        loop.Run(RoundTime);

        var rates = Writers.ToDictionary(writers => writers, _ => new List<double>());
        var bare = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var writers in Writers)
            {
                rates[writers].Add(await GrainsAsync(engine, writers));
            }

            bare.Add(loop.Run(RoundTime));
        }

        return figures with
        {
            DurableWritesPerSecond = new(rates.ToDictionary(entry => entry.Key, entry => Statistics.Median(entry.Value))),
            BareLoopWritesPerSecond = Statistics.Median(bare),
        };
    }

    private static async Task<double> GrainsAsync(BenchEngine engine, int writers)
    {
        var written = 0L;
        var end = DateTimeOffset.UtcNow + RoundTime;
        var elapsed = await Callers.RunAsync(writers, async writer =>
        {
            var grain = engine.Client.GetGrain<ITallyGrain>($"tally-{writer}");
            while (DateTimeOffset.UtcNow < end)
            {
                await grain.Count();
                Interlocked.Increment(ref written);
            }
        });
        return written / elapsed.TotalSeconds;
    }
}
