using System.Diagnostics;
using System.Diagnostics.Metrics;
using Factory.Engine.Diagnostics;
using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Engine.Tests.Diagnostics;

public sealed class EngineDiagnosticsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Calls_activations_and_errors_are_counted_by_class()
    {
        await using var host = await EngineHost.StartAsync();
        for (var call = 0; call < 100; call++)
        {
            await host.Grain<ICounterGrain>($"counter-{call % 2}").Add(1);
        }

        await Should.ThrowAsync<NotSupportedException>(() => host.Grain<ICounterGrain>("counter-0").Fail("no"));
        await host.Grain<ICounterGrain>("counter-1").Leave();
        await host.Signals.Wait("deactivated counter-1");

        var counter = Look(host).Classes.ShouldHaveSingleItem();
        (counter.Name, counter.Activations, counter.Calls, counter.Errors).ShouldBe((nameof(CounterGrain), 1, 102, 1));
    }

    [Fact]
    public async Task Rates_are_since_the_look_before_and_the_same_for_all_who_look_in_one_second()
    {
        await using var host = await EngineHost.StartAsync();
        await host.Grain<ICounterGrain>("counter-a").Add(1);
        host.Time.Advance(2 * Second);
        Look(host).Classes.Single().CallsPerSecond.ShouldBe(0.5);
        for (var call = 0; call < 30; call++)
        {
            await host.Grain<ICounterGrain>("counter-a").Add(1);
        }

        Look(host).Classes.Single().CallsPerSecond.ShouldBe(0.5);
        host.Time.Advance(3 * Second);
        Look(host).Classes.Single().CallsPerSecond.ShouldBe(10);
        Look(host).Classes.Single().CallsPerSecond.ShouldBe(10);
    }

    [Fact]
    public async Task Calls_that_run_and_wait_are_counted_and_the_longest_queue_is_of_one_grain()
    {
        await using var host = await EngineHost.StartAsync();
        Task[] calls =
        [
            host.Grain<IGateGrain>("gate-a").Enter("go"), host.Grain<IGateGrain>("gate-a").Enter("go"), host.Grain<IGateGrain>("gate-a").Enter("go"),
            host.Grain<IGateGrain>("gate-b").Enter("go"), host.Grain<IGateGrain>("gate-b").Enter("go"),
        ];
        await host.Signals.Wait("inside go");

        await host.Eventually(engine => engine.Classes.Single() is { Running: 2, Waiting: 3, LongestQueue: 2 });

        host.Signals.Set("go");
        await Task.WhenAll(calls);
        Look(host).Classes.Single().Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task The_slowest_calls_are_named_with_grain_method_and_time_and_forgotten_after_a_while()
    {
        await using var host = await EngineHost.StartAsync();
        await Slow(host, "gate-quick", 2);
        await Slow(host, "gate-slow", 5);

        var look = Look(host);
        look.Slowest.Take(2).Select(call => (call.Grain, call.Method, call.Duration)).ShouldBe(
            [("gate/gate-slow", "IGate.Enter", 5 * Second), ("gate/gate-quick", "IGate.Enter", 2 * Second)]);
        look.Classes.Single().P99!.Value.TotalSeconds.ShouldBe(5, tolerance: 0.5);

        host.Time.Advance(TimeSpan.FromMinutes(11));
        Look(host).Slowest.ShouldBeEmpty();
        Look(host).Classes.Single().P99.ShouldBeNull();
    }

    [Fact]
    public async Task Spans_are_made_while_somebody_listens()
    {
        await using var host = await EngineHost.StartAsync();
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Factory.Engine",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        await host.Grain<IChainGrain>("chain-span").Forward([]);

        ActivitySource.AddActivityListener(listener);
        await host.Grain<IChainGrain>("chain-span").Forward(["chain-inner-span"]);
        await Should.ThrowAsync<NotSupportedException>(() => host.Grain<ICounterGrain>("counter-span").FailLater("no"));

        Activity[] mine;
        lock (spans)
        {
            mine = [.. spans.Where(span => span.GetTagItem("rpc.orleans.target_id")?.ToString()?.EndsWith("-span", StringComparison.Ordinal) == true)];
        }

        mine.Select(span => span.DisplayName).ShouldBe(["IChain/Forward", "IChain/Forward", "ICounterGrain/FailLater"]);
        mine[0].ParentSpanId.ShouldBe(mine[1].SpanId);
        mine[2].Status.ShouldBe(ActivityStatusCode.Error);
    }

    [Fact]
    public async Task The_meter_has_calls_failures_activations_and_durations()
    {
        await using var host = await EngineHost.StartAsync();
        var measured = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == "Factory.Engine")
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => Add(instrument.Name));
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Add(instrument.Name));
        listener.Start();

        await Should.ThrowAsync<NotSupportedException>(() => host.Grain<ICounterGrain>("counter-a").FailLater("no"));

        lock (measured)
        {
            measured.ShouldBe(["grain.calls", "grain.call.failures", "grain.activations", "grain.call.duration"], ignoreOrder: true);
        }

        void Add(string name)
        {
            lock (measured)
            {
                measured.Add(name);
            }
        }
    }

    private static EngineSnapshot Look(EngineHost host) => host.Services.GetRequiredService<IEngineDiagnostics>().Snapshot();

    private static async Task Slow(EngineHost host, string key, int seconds)
    {
        var call = host.Grain<IGateGrain>(key).Enter(key);
        await host.Signals.Wait("inside " + key);
        await host.Eventually(engine => engine.Classes.Sum(grain => grain.Running) == 1);
        host.Time.Advance(seconds * Second);
        host.Signals.Set(key);
        await call;
    }
}
