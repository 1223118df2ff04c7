using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;

namespace Factory.Engine.Tests.Calls;

public sealed class ResponseTimeoutTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_call_that_is_not_answered_fails_after_thirty_seconds_and_names_the_grain()
    {
        await using var host = await EngineHost.StartAsync();
        var call = host.Grain<IGateGrain>("gate-a").Enter("late");
        await host.Signals.Wait("inside late");

        host.Time.Advance(29 * Second);
        call.IsCompleted.ShouldBeFalse();
        host.Time.Advance(5 * Second);

        (await Should.ThrowAsync<TimeoutException>(() => call)).Message.ShouldContain("gate/gate-a.Enter did not answer within 00:00:30. It still runs");
        host.Signals.Set("late");
    }

    [Fact]
    public async Task A_call_that_waits_for_its_turn_times_out_too_and_never_runs()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.ResponseTimeout = 10 * Second);
        var gate = host.Grain<IGateGrain>("gate-a");
        var running = gate.Enter("first");
        await host.Signals.Wait("inside first");
        var waiting = gate.Peek("peek");
        var queued = gate.Enter("second");
        host.Signals.Set("peek");
        await waiting;

        host.Time.Advance(12 * Second);

        (await Should.ThrowAsync<TimeoutException>(() => queued)).Message.ShouldContain("It waits for Enter, which runs.");
        await Should.ThrowAsync<TimeoutException>(() => running);
        host.Signals.Set("first");
        host.Signals.Set("third");
        await gate.Enter("third");
        host.Signals.IsSet("inside second").ShouldBeFalse();
    }

    [Fact]
    public async Task A_grain_goes_on_after_its_caller_gave_up()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.ResponseTimeout = 10 * Second);
        var call = host.Grain<IGateGrain>("gate-a").Enter("late");
        await host.Signals.Wait("inside late");
        host.Time.Advance(12 * Second);
        await Should.ThrowAsync<TimeoutException>(() => call);

        host.Signals.Set("late");

        await host.Signals.Wait("outside late");
        host.Signals.Set("next");
        await host.Grain<IGateGrain>("gate-a").Enter("next");
    }

    [Fact]
    public async Task A_call_between_grains_times_out_where_it_was_made()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.ResponseTimeout = 10 * Second);
        var inner = host.Grain<IChainGrain>("chain-b").Meet("chain-c", "never");
        await host.Signals.Wait("inside chain-b");
        var outer = host.Grain<IChainGrain>("chain-a").Forward(["chain-b"]);

        host.Time.Advance(12 * Second);

        (await Should.ThrowAsync<TimeoutException>(() => inner)).Message.ShouldContain("chain/chain-b.Meet");
        await Should.ThrowAsync<TimeoutException>(() => outer);
        host.Signals.Set("never");
    }

    [Fact]
    public async Task A_time_out_of_infinity_waits_for_ever()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.ResponseTimeout = Timeout.InfiniteTimeSpan);
        var call = host.Grain<IGateGrain>("gate-a").Enter("late");
        await host.Signals.Wait("inside late");

        host.Time.Advance(TimeSpan.FromDays(2));

        call.IsCompleted.ShouldBeFalse();
        host.Signals.Set("late");
        await call;
    }

    [Fact]
    public async Task An_answer_in_time_is_never_taken_for_late()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.ResponseTimeout = 10 * Second);

        for (var number = 0; number < 50; number++)
        {
            var call = host.Grain<IGateGrain>("gate-a").Enter($"call {number}");
            await host.Signals.Wait($"inside call {number}");
            host.Time.Advance(9 * Second);
            host.Signals.Set($"call {number}");
            await call;
        }
    }
}
