using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;

namespace Factory.Engine.Tests.Dialect.Rows;

/// <summary>Row "time" of the dialect. More in <c>Timers</c> and <c>Reminders</c>.</summary>
public sealed class TimeRow
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tick_is_a_turn_of_the_grain_without_the_request_context_of_who_set_it(bool interleave)
    {
        await using var host = await EngineHost.StartAsync();
        await host.Grain<ICycleGrain>("cycle-a").FromTimer(["cycle-b.Plain"], interleave);

        host.Time.Advance(TimeSpan.FromSeconds(1));

        (await host.Signals.Wait("ticked")).ShouldBe("end");
        (await host.Signals.Wait("context of the tick")).ShouldBe("none");
    }

    [Fact]
    public async Task A_reminder_wakes_the_grain_and_can_be_listed_and_taken_back()
    {
        await using var host = await EngineHost.StartAsync();
        var clock = host.Grain<IClockGrain>("clock-a");
        await clock.Remind("tea", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
        await clock.Leave();
        await host.Signals.Wait("deactivated clock-a");

        host.Time.Advance(TimeSpan.FromMinutes(1));

        await host.Eventually(engine => engine.Classes.Single().Calls >= 3);
        (await clock.Reminded()).ShouldBe(1);
        (await clock.Reminders()).ShouldBe(["tea"]);
        await clock.Forget("tea");
        (await clock.Reminders()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reminder_more_often_than_once_a_minute_is_refused()
    {
        await using var host = await EngineHost.StartAsync();

        await Should.ThrowAsync<ArgumentException>(() => host.Grain<IClockGrain>("clock-a").Remind("tea", TimeSpan.Zero, TimeSpan.FromSeconds(59)));
    }
}
