using Factory.Contracts.Ids;
using Factory.Domain.Ids;

namespace Factory.Domain.Tests.Ids;

public class IdTests
{
    [Fact]
    public void New_ManyAtOnce_AreDifferentAndAscend()
    {
        var ids = new UlidGenerator(TimeProvider.System);
        var made = Enumerable.Range(0, 1000).Select(_ => ids.New<TaskId>().Value).ToList();
        made.ShouldBeUnique();
        made.ShouldBe(made.Order(StringComparer.Ordinal).ToList());
        made[0].Length.ShouldBe("task-".Length + 26);
    }

    [Fact]
    public void New_AfterTheClockWasSetBackAnHour_StillAscends()
    {
        var time = new SettableTime { Now = DateTimeOffset.UnixEpoch.AddYears(60) };
        var ids = new UlidGenerator(time);
        var before = ids.New<TaskId>().Value;
        time.Now -= TimeSpan.FromHours(1);
        string.CompareOrdinal(ids.New<TaskId>().Value, before).ShouldBeGreaterThan(0);
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
