using Factory.Storage.Reminders;

namespace Factory.Storage.Tests.Reminders;

public sealed class SqliteRemindersTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reminders_are_kept_replaced_and_removed()
    {
        StoredReminder second;
        await using (var store = TestStore.Open(_folder))
        {
            var reminders = new SqliteReminders(store.Database);
            (await reminders.UpsertAsync("task/task-1", "look", Tally.Epoch, TimeSpan.FromMinutes(1))).Etag.ShouldBe("1");
            second = await reminders.UpsertAsync("task/task-1", "look", Tally.Epoch.AddHours(1), TimeSpan.FromMinutes(2));
            await reminders.UpsertAsync("run/run-1", "look", Tally.Epoch, TimeSpan.FromMinutes(1));
            await reminders.UpsertAsync("task/task-1", "expire", Tally.Epoch, TimeSpan.FromMinutes(1));
        }

        await using var reopened = TestStore.Open(_folder);
        var again = new SqliteReminders(reopened.Database);
        second.Etag.ShouldBe("2");
        (await again.FindAsync("task/task-1", "look")).ShouldBe(second);
        (await again.ReadAllAsync()).Select(r => $"{r.GrainId} {r.Name}").ShouldBe(["run/run-1 look", "task/task-1 expire", "task/task-1 look"]);
        (await again.ReadAsync("task/task-1")).Count.ShouldBe(2);
        (await again.RemoveAsync("task/task-1", "look", "1")).ShouldBeFalse();
        (await again.RemoveAsync("task/task-1", "look", "2")).ShouldBeTrue();
        (await again.RemoveAsync("task/task-1", "look")).ShouldBeFalse();
        (await again.FindAsync("task/task-1", "look")).ShouldBeNull();
    }
}
