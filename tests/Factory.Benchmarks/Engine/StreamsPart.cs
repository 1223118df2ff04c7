using System.Diagnostics;
using Factory.Benchmarks.Grains;
using Factory.Benchmarks.Support;
using Orleans.Runtime;
using Orleans.Streams;

namespace Factory.Benchmarks.Engine;

/// <summary>One publisher, one subscribed grain, one event at a time.</summary>
internal static class StreamsPart
{
    private const int Events = 200_000;
    private const int Rounds = 5;

    public static async Task<EngineFigures> RunAsync(EngineFigures figures)
    {
        await using var engine = await BenchEngine.StartAsync();
        var rates = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            rates.Add(await RoundAsync(engine, $"listener-{round}"));
        }

        return figures with { StreamEventsPerSecond = Statistics.Median(rates.Skip(1)) };
    }

    private static async Task<double> RoundAsync(BenchEngine engine, string key)
    {
        var finish = engine.Service<Finish>();
        finish.Expect(Events);
        var stream = engine.Client.GetStreamProvider(BenchEngine.Streams).GetStream<int>(StreamId.Create(ListenerGrain.Namespace, key));
        var watch = Stopwatch.StartNew();
        for (var number = 0; number < Events; number++)
        {
            await stream.OnNextAsync(number);
        }

        await finish.Reached;
        return Events / watch.Elapsed.TotalSeconds;
    }
}
