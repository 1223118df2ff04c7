using Factory.Domain.Limits;

namespace Factory.Domain.Tests.Limits;

public class RetryAfterBackoffTests
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(7.0, 0.0, 7.0)]
    [InlineData(7.0, 1.0, 7.7)]
    [InlineData(3_600.0, 1.0, 3_605.0)]
    [InlineData(0.0, 1.0, 0.0)]
    [InlineData(-5.0, 0.0, 0.0)]
    [InlineData(10_000_000.0, 0.0, 86_400.0)]
    public void RecordThrottled_RetryAfter_WaitsAtLeastThatLong(double word, double spread, double seconds) =>
        (default(RetryAfterBackoff).RecordThrottled(Now, TimeSpan.FromSeconds(word), spread).Until - Now).TotalSeconds.ShouldBe(
            seconds,
            1e-6);

    [Fact]
    public void RecordThrottled_NoRetryAfter_DoublesThePause()
    {
        var pause = default(RetryAfterBackoff);
        var seconds = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            var now = Now + TimeSpan.FromHours(i);
            pause = pause.RecordThrottled(now, null, 0);
            seconds.Add((pause.Until - now).TotalSeconds);
        }

        seconds.ShouldBe([1, 2, 4, 8, 16, 30, 30]);
        (pause.RecordSuccess().RecordThrottled(
            Now + TimeSpan.FromDays(1),
            null,
            0).Until - Now - TimeSpan.FromDays(1)).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void RecordThrottled_ShorterRetryAfter_KeepsTheLongerPause() =>
        default(RetryAfterBackoff).RecordThrottled(Now, TimeSpan.FromSeconds(60), 0)
            .RecordThrottled(Now, TimeSpan.FromSeconds(1), 0)
            .Until.ShouldBe(Now + TimeSpan.FromSeconds(60));
}
