using Factory.Storage.Writing;

namespace Factory.Storage.Tests.Writing;

public sealed class CommitDelayPolicyTests
{
    private static readonly TimeSpan Commit = TimeSpan.FromMilliseconds(4);

    private readonly CommitDelayPolicy _gathering = new();

    [Fact]
    public void ShouldWait_SingleCaller_IsFalse()
    {
        _gathering.RecordCommit(1, waiting: 0, Commit);

        _gathering.ShouldWait(0, TimeSpan.Zero).ShouldBeFalse();
        _gathering.ShouldWait(1, TimeSpan.Zero).ShouldBeFalse();
    }

    [Fact]
    public void ShouldWait_ExpectedCallersMissing_IsTrue()
    {
        _gathering.RecordCommit(20, waiting: 12, Commit);

        _gathering.ShouldWait(31, TimeSpan.Zero).ShouldBeTrue();
        _gathering.ShouldWait(32, TimeSpan.Zero).ShouldBeFalse();
    }

    [Fact]
    public void ShouldWait_AfterAQuarterOfACommit_IsFalse()
    {
        _gathering.RecordCommit(20, waiting: 0, Commit);

        _gathering.ShouldWait(1, Commit / 5).ShouldBeTrue();
        _gathering.ShouldWait(1, Commit / 4).ShouldBeFalse();
    }

    [Fact]
    public void ShouldWait_AfterADelayWithoutEffect_BacksOff()
    {
        _gathering.RecordCommit(20, waiting: 0, Commit);
        _gathering.RecordCommit(5, waiting: 15, Commit);
        _gathering.ShouldWait(5, TimeSpan.Zero).ShouldBeFalse();

        for (var commit = 0; commit < 16; commit++)
        {
            _gathering.RecordCommit(20, waiting: 0, Commit);
        }

        _gathering.ShouldWait(5, TimeSpan.Zero).ShouldBeTrue();
    }
}
