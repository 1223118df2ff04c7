using Factory.Contracts.Ids;
using Factory.Domain.Ids;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Ids;

/// <summary>The layout of a ULID: 48 bits of milliseconds, 80 random bits, Crockford's base 32.</summary>
public class UlidGeneratorTests
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    [Fact]
    public void New_CurrentTime_IsTheFirstFortyEightBits() =>
        (Decode(new UlidGenerator(new Clock()).New<TaskId>()) >> 80).ShouldBe((UInt128)(ulong)Given.Now.ToUnixTimeMilliseconds());

    [Fact]
    public void New_WithinOneMillisecond_CountsOn()
    {
        var ids = new UlidGenerator(new Clock());
        var first = Decode(ids.New<TaskId>());
        Decode(ids.New<TaskId>()).ShouldBeGreaterThan(first);
    }

    [Fact]
    public void New_AfterTheClockWasSetBack_StillAscends()
    {
        var clock = new Clock();
        var ids = new UlidGenerator(clock);
        var first = Decode(ids.New<TaskId>());
        clock.Now -= TimeSpan.FromHours(1);
        Decode(ids.New<TaskId>()).ShouldBe(first + 1);
        clock.Now += TimeSpan.FromHours(2);
        (Decode(ids.New<TaskId>()) >> 80).ShouldBe((UInt128)(ulong)clock.Now.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void New_FromManySourcesInOneMillisecond_AreDifferent() =>
        Enumerable.Range(0, 100).Select(_ => new UlidGenerator(new Clock()).New<TaskId>()).ShouldBeUnique();

    private static UInt128 Decode(TaskId id)
    {
        var text = id.Value["task-".Length..];
        text.Length.ShouldBe(26);
        text.ShouldAllBe(c => Alphabet.Contains(c));
        return text.Aggregate(UInt128.Zero, (value, c) => (value << 5) | (uint)Alphabet.IndexOf(c, StringComparison.Ordinal));
    }

    /// <summary>A clock that can also go back, as real ones do.</summary>
    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Given.Now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
