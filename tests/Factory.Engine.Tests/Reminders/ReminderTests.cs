using Factory.Engine.Reminders;
using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Engine.Tests.Reminders;

public sealed class ReminderTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_reminder_ticks_when_due_and_then_every_period()
    {
        await using var host = await EngineHost.StartAsync();
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Remind("wake", 5 * Minute, 2 * Minute);

        host.Time.Advance(4 * Minute);
        (await clock.Reminded()).ShouldBe(0);
        host.Time.Advance(5 * Minute);

        (await clock.Reminded()).ShouldBe(3);
        host.Signals.Log.Where(entry => entry.StartsWith("wake", StringComparison.Ordinal)).ShouldBe(["wake at 00:05", "wake at 00:07", "wake at 00:09"]);
    }

    [Fact]
    public async Task A_reminder_wakes_a_grain_that_is_not_active()
    {
        await using var host = await EngineHost.StartAsync();
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Remind("wake", 5 * Minute, 5 * Minute);
        await clock.Leave();
        await host.Signals.Wait("deactivated clock-a");

        host.Time.Advance(5 * Minute);

        (await clock.Reminded()).ShouldBe(1);
    }

    [Fact]
    public async Task Reminders_survive_a_restart_and_keep_their_rhythm()
    {
        var table = new MemoryReminderTable();
        var time = new ManualTime();
        void Share(IServiceCollection services) => services.AddSingleton<IReminderTable>(table).AddSingleton<TimeProvider>(time);
        var before = await EngineHost.StartAsync(Share);
        await before.Grain<IClockGrain>("clock-a").Remind("wake", 5 * Minute, 10 * Minute);
        await before.DisposeAsync();
        time.Advance(7 * Minute);

        await using var after = await EngineHost.StartAsync(Share);
        time.Advance(8 * Minute);

        (await after.Grain<IClockGrain>("clock-a").Reminded()).ShouldBe(1);
        after.Signals.Log.ShouldContain("wake at 00:15");
    }

    [Fact]
    public async Task Registering_again_changes_the_times()
    {
        await using var host = await EngineHost.StartAsync();
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Remind("wake", 5 * Minute, 5 * Minute);
        await clock.Remind("wake", 60 * Minute, 5 * Minute);

        host.Time.Advance(59 * Minute);

        (await clock.Reminded()).ShouldBe(0);
        (await clock.Reminders()).ShouldBe(["wake"]);
    }

    [Fact]
    public async Task An_unregistered_reminder_is_silent_and_forgotten()
    {
        var table = new MemoryReminderTable();
        await using var host = await EngineHost.StartAsync(services => services.AddSingleton<IReminderTable>(table));
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Remind("wake", 5 * Minute, 5 * Minute);
        await clock.Forget("wake");

        host.Time.Advance(60 * Minute);

        (await clock.Reminded()).ShouldBe(0);
        (await table.ReadAllAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_period_under_a_minute_is_refused()
    {
        await using var host = await EngineHost.StartAsync();

        var failure = await Should.ThrowAsync<ArgumentException>(() => host.Grain<IClockGrain>("clock-a").Remind("wake", Minute, TimeSpan.FromSeconds(59)));

        failure.Message.ShouldContain("wake");
    }

    [Fact]
    public async Task A_reminder_months_away_still_comes()
    {
        await using var host = await EngineHost.StartAsync();
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Remind("wake", TimeSpan.FromDays(100), TimeSpan.FromDays(365));

        host.Time.Advance(TimeSpan.FromDays(99));
        (await clock.Reminded()).ShouldBe(0);
        host.Time.Advance(TimeSpan.FromDays(1));

        (await clock.Reminded()).ShouldBe(1);
    }
}
