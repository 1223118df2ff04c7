namespace Factory.Dialect.Tests.Timers;

[Collection(nameof(SharedHost))]
public sealed class TimerTests(SharedHost shared)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly DialectHost _host = shared.Host;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_timer_ticks_again_and_again_also_when_a_tick_fails(bool fails)
    {
        var key = $"clock-again-{fails}";
        await _host.Grain<IClockGrain>(key).Start(Soon, Soon, fails: fails);

        await _host.Signals.Wait($"tick {key} 1");
        await _host.Signals.Wait($"tick {key} 3");

        await _host.Grain<IClockGrain>(key).Stop();
    }

    [Fact]
    public async Task A_changed_timer_starts_over_and_one_without_period_ticks_once()
    {
        var clock = _host.Grain<IClockGrain>("clock-change");
        await clock.Start(TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        await clock.Change(Soon, Timeout.InfiniteTimeSpan);

        await _host.Signals.Wait("tick clock-change 1");

        (await clock.Ticks()).ShouldBe(1);
    }

    [Fact]
    public async Task A_reminder_is_kept_and_wakes_a_grain_that_left()
    {
        var clock = _host.Grain<IClockGrain>("clock-wake");
        await clock.Remind("wake", TimeSpan.FromSeconds(2), Minute);
        (await clock.Reminders()).ShouldBe(["wake"]);
        await clock.Leave();

        await _host.Signals.Wait("reminded clock-wake");

        await clock.Forget("wake");
        (await clock.Reminders()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_period_under_a_minute_is_refused() =>
        await Should.ThrowAsync<ArgumentException>(() => _host.Grain<IClockGrain>("clock-short").Remind("wake", Minute, TimeSpan.FromSeconds(59)));
}
