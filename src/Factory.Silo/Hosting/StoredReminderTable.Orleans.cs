using Factory.Storage.Reminders;
using Orleans.Runtime;

namespace Factory.Silo.Hosting;

/// <summary>
/// Keeps the reminders of Orleans in the factory's store, in the rows that the embedded engine uses: on one machine they are durable and the
/// data folder goes with either build.
/// </summary>
internal sealed class StoredReminderTable(SqliteReminders reminders) : IReminderTable
{
    /// <inheritdoc/>
    public async Task<ReminderTableData> ReadRows(GrainId grainId) => new((await reminders.ReadAsync(grainId.ToString())).Select(Entry));

    /// <inheritdoc/>
    public async Task<ReminderTableData> ReadRows(uint begin, uint end) =>
        new((await reminders.ReadAllAsync()).Select(Entry).Where(entry => IsBetween(entry.GrainId.GetUniformHashCode(), begin, end)));

    /// <inheritdoc/>
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        await reminders.FindAsync(grainId.ToString(), reminderName) is { } row ? Entry(row) : null;

    /// <inheritdoc/>
    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var start = new DateTimeOffset(DateTime.SpecifyKind(entry.StartAt, DateTimeKind.Utc));
        return (await reminders.UpsertAsync(entry.GrainId.ToString(), entry.ReminderName, start, entry.Period)).Etag;
    }

    /// <inheritdoc/>
    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => reminders.RemoveAsync(grainId.ToString(), reminderName, eTag);

    /// <summary>Refused: this table is never a test's own.</summary>
    public Task TestOnlyClearTable() => throw new NotSupportedException();

    // A silo's share of the ring: begin is outside of it, end inside, and it may go over the top. Begin and end the same is the whole ring.
    private static bool IsBetween(uint hash, uint begin, uint end) => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private static ReminderEntry Entry(StoredReminder row) => new()
    {
        GrainId = GrainId.Parse(row.GrainId),
        ReminderName = row.Name,
        StartAt = row.StartAt.UtcDateTime,
        Period = row.Period,
        ETag = row.Etag,
    };
}
