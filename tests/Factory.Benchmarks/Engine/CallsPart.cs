using System.Diagnostics;
using Factory.Benchmarks.Grains;
using Factory.Benchmarks.Support;

namespace Factory.Benchmarks.Engine;

/// <summary>Calls to grains that are in memory. Every sum is checked: a lost or doubled call would show.</summary>
internal static class CallsPart
{
    private const int CallerCount = 64;
    private const int CallsPerCaller = 60_000;
    private const int Rounds = 5;
    private const int SequentialCalls = 500_000;

    public static async Task<EngineFigures> RunAsync(EngineFigures figures)
    {
        await using var engine = await BenchEngine.StartAsync();
        var (oneGrain, _) = await LoadAsync(engine, "plus-one", grains: 1);
        var (thousand, bytes) = await LoadAsync(engine, "plus-many", grains: 1_000);
        var waits = await SequentialAsync(engine);
        return figures with
        {
            CallsPerSecondOneGrain = oneGrain,
            CallsPerSecondThousandGrains = thousand,
            BytesPerCall = bytes,
            SequentialP50Microseconds = Statistics.Percentile(waits, 0.5),
            SequentialP99Microseconds = Statistics.Percentile(waits, 0.99),
        };
    }

    /// <summary>The median round, after one to warm up.</summary>
    private static async Task<(double CallsPerSecond, double BytesPerCall)> LoadAsync(BenchEngine engine, string name, int grains)
    {
        var targets = Enumerable.Range(0, grains).Select(number => engine.Client.GetGrain<IPlusGrain>($"{name}-{number}")).ToArray();
        await RoundAsync(targets);
        var rates = new double[Rounds];
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (var round = 0; round < Rounds; round++)
        {
            rates[round] = CallerCount * CallsPerCaller / (await RoundAsync(targets)).TotalSeconds;
        }

        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)(Rounds * CallerCount * CallsPerCaller);
        await CheckAsync(targets, (Rounds + 1L) * CallerCount * CallsPerCaller);
        return (Statistics.Median(rates), bytes);
    }

    private static Task<TimeSpan> RoundAsync(IPlusGrain[] targets) => Callers.RunAsync(CallerCount, async caller =>
    {
        // Every caller starts elsewhere and steps by a number that shares no factor with a thousand, so that they do not walk in line.
        var next = caller * 17;
        for (var call = 0; call < CallsPerCaller; call++, next += 7)
        {
            await targets[next % targets.Length].Add(1);
            if (call % 256 == 0)
            {
                await Task.Yield(); // Calls that end at once would leave the pool's few threads to the first callers.
            }
        }
    });

    private static async Task CheckAsync(IPlusGrain[] targets, long expected)
    {
        var sums = await Task.WhenAll(targets.Select(target => target.Add(0)));
        if (sums.Sum() != expected)
        {
            throw new InvalidOperationException($"The grains counted {sums.Sum()} calls; {expected} were made.");
        }
    }

    /// <summary>Each call timed alone, in µs.</summary>
    private static async Task<double[]> SequentialAsync(BenchEngine engine)
    {
        var target = engine.Client.GetGrain<IPlusGrain>("plus-sequential");
        var waits = new double[SequentialCalls];
        for (var round = 0; round < 2; round++)
        {
            for (var call = 0; call < SequentialCalls; call++)
            {
                var start = Stopwatch.GetTimestamp();
                await target.Add(1);
                waits[call] = (Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency;
            }
        }

        return waits;
    }
}
