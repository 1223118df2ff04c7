using Factory.Contracts.Kev;
using Factory.Domain.Kev;

namespace Factory.Domain.Tests.Kev;

public class WaitRulesTests
{
    [Theory]
    [InlineData(false, 0, null, "waits for a free slot: it is the next", null)]
    [InlineData(false, 37, null, "waits for a free slot: 37 before it", null)]
    [InlineData(false, 1, "every agent is busy", "waits for a free slot: 1 before it", "every agent is busy")]
    [InlineData(true, 37, "every agent is busy", "paused: factory resume", null)]
    public void Describe_AnyWait_NamesWhatEndsIt(bool isPaused, int before, string? deferral, string reason, string? detail) =>
        WaitRules.Describe(isPaused, before, deferral).ShouldBe(new WaitView(reason, before, isPaused, detail));
}
