using Factory.Engine.Reminders;
using Factory.Storage.Reminders;

namespace Factory.Silo.Hosting;

/// <summary>Keeps the engine's reminders in the factory's store.</summary>
internal sealed class SqliteReminderTable(SqliteReminders reminders) : IReminderTable
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken) =>
        [.. (await reminders.ReadAllAsync(cancellationToken)).Select(r => new ReminderRow(r.GrainId, r.Name, r.StartAt, r.Period, r.Etag))];

    /// <inheritdoc/>
    public async Task<string> UpsertAsync(ReminderRow row, CancellationToken cancellationToken) =>
        (await reminders.UpsertAsync(row.GrainId, row.Name, row.Start, row.Period, cancellationToken)).Etag;

    /// <inheritdoc/>
    public Task RemoveAsync(string grainId, string name, CancellationToken cancellationToken) => reminders.RemoveAsync(grainId, name, etag: null, cancellationToken);
}
