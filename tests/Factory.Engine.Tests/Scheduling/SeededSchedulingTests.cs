using Factory.Engine.Scheduling;
using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Scheduling;

/// <summary>What a deterministic simulation builds on: with its own scheduler the engine uses no thread but the simulation's.</summary>
public sealed class SeededSchedulingTests
{
    [Fact]
    public async Task One_seed_gives_one_order_on_one_thread()
    {
        var first = await RunAsync(seed: 1);
        var again = await RunAsync(seed: 1);
        var other = await RunAsync(seed: 2);

        again.ShouldBe(first);
        other.ShouldNotBe(first);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(int seed)
    {
        var turns = new SeededTurns(seed);
        var host = await EngineHost.StartAsync(services => services.AddSingleton<ITurnScheduler>(turns));
        var thread = $"on thread {Environment.CurrentManagedThreadId}";
        var calls = Enumerable.Range(0, 20).Select(number => host.Grain<IChainGrain>($"chain-{number}").Forward([$"chain-{number}x", $"chain-{number}y"])).ToList();
        var published = host.Client.GetStreamProvider("events").GetStream<string>(StreamId.Create("orders", "listener-a")).OnNextBatchAsync(["one", "two"]);

        turns.RunUntilIdle();

        calls.ShouldAllBe(call => call.IsCompletedSuccessfully);
        published.IsCompletedSuccessfully.ShouldBeTrue();
        host.Signals.IsSet("heard two").ShouldBeTrue();
        var log = host.Signals.Log;
        log.Where(entry => entry.StartsWith("chain", StringComparison.Ordinal)).ShouldAllBe(entry => entry.EndsWith(thread, StringComparison.Ordinal));

        var stop = host.Engine.StopAsync();
        turns.RunUntilIdle();
        await stop.WaitAsync(TimeSpan.FromSeconds(20));
        return [.. log.Select(entry => entry.Replace(thread, string.Empty, StringComparison.Ordinal))];
    }
}
