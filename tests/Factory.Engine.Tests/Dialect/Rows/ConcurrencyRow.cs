using Factory.Engine.Scheduling;
using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Dialect.Rows;

/// <summary>Row "concurrency" of the dialect: which calls may run together, and which circles of calls are refused. More in <c>Calls</c>.</summary>
public sealed class ConcurrencyRow
{
    /// <summary>A call comes back to the grain that it started from, over another grain.</summary>
    [Theory]
    [InlineData("Plain", "Plain", true)]
    [InlineData("Plain", "Read", true)]
    [InlineData("Plain", "Always", false)]
    [InlineData("Read", "Plain", true)]
    [InlineData("Read", "Read", false)]
    [InlineData("Read", "Always", false)]
    [InlineData("Always", "Plain", false)]
    [InlineData("Always", "Read", false)]
    [InlineData("Always", "Always", false)]
    public async Task A_circle_is_refused_exactly_when_its_first_call_blocks_its_last(string first, string last, bool refused)
    {
        await using var host = await EngineHost.StartAsync();
        string[] way = ["cycle-b.Plain", $"cycle-a.{last}"];
        var cycle = host.Grain<ICycleGrain>("cycle-a");
        var call = first switch { "Plain" => cycle.Plain(way), "Read" => cycle.Read(way), _ => cycle.Always(way) };

        if (refused)
        {
            (await Should.ThrowAsync<OrleansException>(() => call)).Message.ShouldContain(
                $"cycle/cycle-a.{first} → cycle/cycle-b.Plain → cycle/cycle-a.{last}");
        }
        else
        {
            (await call).ShouldBe("end");
        }
    }

    [Fact]
    public async Task A_one_way_call_is_no_link_of_a_circle()
    {
        await using var host = await EngineHost.StartAsync();

        (await host.Grain<ICycleGrain>("cycle-a").Plain(["cycle-b.Tell", "cycle-a.Plain"])).ShouldBe("told");

        (await host.Signals.Wait("told cycle-b")).ShouldBe("end");
    }

    [Theory]
    [InlineData(true, "end")]
    [InlineData(false, "Deadlock")]
    public async Task A_circle_that_a_timer_begins_is_refused_unless_its_ticks_interleave(bool interleave, string outcome)
    {
        await using var host = await EngineHost.StartAsync();
        await host.Grain<ICycleGrain>("cycle-a").FromTimer(["cycle-b.Plain", "cycle-a.Plain"], interleave);

        host.Time.Advance(TimeSpan.FromSeconds(1));

        ((string?)await host.Signals.Wait("ticked"))!.ShouldContain(outcome);
    }

    [Fact]
    public async Task A_failed_one_way_call_is_logged_and_not_told()
    {
        var log = new Signals();
        await using var host = await EngineHost.StartAsync(services => services.AddLogging(logging => logging.AddProvider(new SignalLog(log))));
        host.Signals.Set("a");

        await host.Grain<IGateGrain>("gate-1").TellBadly("a");

        (await log.Wait("One-way call gate/gate-1.TellBadly failed")).ShouldBeOfType<NotSupportedException>();
    }

    /// <summary>Whatever the order of turns: writers are alone, and everybody gets his turn.</summary>
    [Fact]
    public async Task Writers_are_alone_in_every_order_of_turns()
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var turns = new SeededTurns(seed);
            var host = await EngineHost.StartAsync(services => services.AddSingleton<ITurnScheduler>(turns));
            var cycle = host.Grain<ICycleGrain>("cycle-a");
            Task<string>[] calls =
            [
                .. Enumerable.Range(0, 30).Select(number => (number % 3) switch
                {
                    0 => cycle.Plain(["cycle-b.Plain"]),
                    1 => cycle.Read([$"cycle-c{number}.Read"]),
                    _ => cycle.Always(["cycle-b.Always"]),
                }),
            ];

            turns.RunUntilIdle();

            calls.ShouldAllBe(call => call.IsCompletedSuccessfully);
            host.Signals.Log.ShouldNotContain("overlap", customMessage: $"seed {seed}");
            var stop = host.Engine.StopAsync();
            turns.RunUntilIdle();
            await stop.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    [Fact]
    public async Task A_stateless_worker_keeps_to_its_limit()
    {
        await using var host = await EngineHost.StartAsync();
        var worker = host.Grain<IWorkerGateGrain>("gate-1");
        Task[] calls = [worker.Enter("a"), worker.Enter("b"), worker.Enter("c")];
        await host.Signals.Wait("inside a");
        await host.Signals.Wait("inside b");
        await host.Eventually(engine => engine.Classes.Single() is { Activations: 2, Running: 2, Waiting: 1 });

        host.Signals.Set("a");
        host.Signals.Set("b");
        host.Signals.Set("c");
        await Task.WhenAll(calls);
    }

    private sealed class SignalLog(Signals signals) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            signals.Set(formatter(state, exception), exception);

        public void Dispose() { }
    }
}
