using Factory.Agents.Loop;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Agents.Tests.Loop;

public class PausableTimeoutTests
{
    [Fact]
    public void Token_AfterPauses_IsCancelledByWorkingTimeOnly()
    {
        var time = new FakeTimeProvider();
        using var clock = new PausableTimeout(TimeSpan.FromMinutes(10), time);

        time.Advance(TimeSpan.FromMinutes(6));
        using (clock.Pause())
        using (clock.Pause())
        {
            time.Advance(TimeSpan.FromHours(3));
        }

        time.Advance(TimeSpan.FromMinutes(3));
        clock.Token.IsCancellationRequested.ShouldBeFalse();
        time.Advance(TimeSpan.FromMinutes(2));
        clock.Token.IsCancellationRequested.ShouldBeTrue();
    }
}
