using System.Collections.Concurrent;
using System.Globalization;

namespace Factory.Engine.Reminders;

/// <summary>Keeps reminders for the life of the process: for tests and throw-away hosts.</summary>
public sealed class MemoryReminderTable : IReminderTable
{
    private readonly ConcurrentDictionary<(string GrainId, string Name), ReminderRow> _rows = new();
    private long _version;

    public Task<IReadOnlyList<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ReminderRow>>([.. _rows.Values]);

    public Task<string> UpsertAsync(ReminderRow row, CancellationToken cancellationToken)
    {
        var version = Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture);
        _rows[(row.GrainId, row.Name)] = row with { ETag = version };
        return Task.FromResult(version);
    }

    public Task RemoveAsync(string grainId, string name, CancellationToken cancellationToken)
    {
        _rows.TryRemove((grainId, name), out _);
        return Task.CompletedTask;
    }
}
