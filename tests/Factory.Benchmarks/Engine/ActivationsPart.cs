using Factory.Benchmarks.Grains;
using Factory.Benchmarks.Support;

namespace Factory.Benchmarks.Engine;

/// <summary>First calls: each makes a grain.</summary>
internal static class ActivationsPart
{
    private const int CallerCount = 64;
    private const int GrainsPerCaller = 4_000;
    private const int Rounds = 5;

    public static async Task<EngineFigures> RunAsync(EngineFigures figures)
    {
        var rounds = new List<(double Rate, double Bytes)>();
        for (var round = 0; round <= Rounds; round++)
        {
            rounds.Add(await RoundAsync());
        }

        rounds.RemoveAt(0);
        return figures with
        {
            ActivationsPerSecond = Statistics.Median(rounds.Select(round => round.Rate)),
            LiveBytesPerActivation = Statistics.Median(rounds.Select(round => round.Bytes)),
        };
    }

    /// <summary>The keys are there before the clock starts; the references are not, as little as with a caller who has just read a key.</summary>
    private static async Task<(double Rate, double Bytes)> RoundAsync()
    {
        const int Grains = CallerCount * GrainsPerCaller;
        var keys = Enumerable.Range(0, Grains).Select(number => $"plus-{number}").ToArray();
        await using var engine = await BenchEngine.StartAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var elapsed = await Callers.RunAsync(CallerCount, async caller =>
        {
            for (var number = caller * GrainsPerCaller; number < (caller + 1) * GrainsPerCaller; number++)
            {
                await engine.Client.GetGrain<IPlusGrain>(keys[number]).Add(1);
            }
        });
        var live = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(keys);
        return (Grains / elapsed.TotalSeconds, live / (double)Grains);
    }
}
