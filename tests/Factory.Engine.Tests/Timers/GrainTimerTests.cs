using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;

namespace Factory.Engine.Tests.Timers;

public sealed class GrainTimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_timer_ticks_when_due_and_then_every_period()
    {
        await using var host = await EngineHost.StartAsync();
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Start(5 * Second, 2 * Second);

        host.Time.Advance(4 * Second);
        (await clock.Ticks()).ShouldBe(0);
        host.Time.Advance(Second);
        (await clock.Ticks()).ShouldBe(1);
        host.Time.Advance(2 * Second);
        (await clock.Ticks()).ShouldBe(2);
        host.Time.Advance(2 * Second);
        (await clock.Ticks()).ShouldBe(3);
    }

    [Fact]
    public async Task A_timer_without_period_ticks_once()
    {
        await using var host = await EngineHost.StartAsync();
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Start(Second, Timeout.InfiniteTimeSpan);

        host.Time.Advance(Second);
        await host.Signals.Wait("tick clock-a 1");
        host.Time.Advance(60 * Second);

        (await clock.Ticks()).ShouldBe(1);
    }

    [Fact]
    public async Task A_disposed_timer_is_silent()
    {
        await using var host = await EngineHost.StartAsync();
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Start(Second, Second);
        await clock.Stop();

        host.Time.Advance(60 * Second);

        (await clock.Ticks()).ShouldBe(0);
    }

    [Fact]
    public async Task A_changed_timer_starts_over()
    {
        await using var host = await EngineHost.StartAsync();
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Start(Second, Second);
        await clock.Change(10 * Second, Timeout.InfiniteTimeSpan);

        host.Time.Advance(9 * Second);
        (await clock.Ticks()).ShouldBe(0);
        host.Time.Advance(Second);
        (await clock.Ticks()).ShouldBe(1);
    }

    [Fact]
    public async Task A_failing_tick_does_not_stop_the_timer()
    {
        await using var host = await EngineHost.StartAsync();
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Start(Second, Second, fails: true);

        host.Time.Advance(Second);
        (await clock.Ticks()).ShouldBe(1);
        host.Time.Advance(Second);
        (await clock.Ticks()).ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ticks_keep_a_grain_alive_only_when_they_say_so(bool keepAlive)
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.CollectionAge = TimeSpan.FromMinutes(2));
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Start(30 * Second, 30 * Second, keepAlive);

        // The next tick is armed when the one before has ended, which may be a moment after its signal: then one more period is needed.
        var gone = host.Signals.Opened("deactivated clock-a");
        for (var tick = 1; tick <= 20 && !gone.IsCompleted; tick++)
        {
            var ticked = host.Signals.Opened($"tick clock-a {tick}");
            for (var tries = 0; tries < 3 && !ticked.IsCompleted && !gone.IsCompleted; tries++)
            {
                host.Time.Advance(30 * Second);
                await Task.WhenAny(ticked, gone, Task.Delay(3 * Second));
            }
        }

        host.Signals.IsSet("deactivated clock-a").ShouldBe(!keepAlive);
    }

    [Fact]
    public async Task Timers_end_with_their_activation()
    {
        await using var host = await EngineHost.StartAsync();
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Start(Second, Second);
        await clock.Leave();
        await host.Signals.Wait("deactivated clock-a");

        host.Time.Advance(10 * Second);

        (await clock.Ticks()).ShouldBe(0);
    }

    [Fact]
    public async Task A_negative_time_is_refused()
    {
        await using var host = await EngineHost.StartAsync();

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => host.Grain<IClockGrain>("clock-a").Start(-2 * Second, Second));
    }
}
