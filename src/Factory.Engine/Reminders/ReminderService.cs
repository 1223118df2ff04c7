using System.Collections.Concurrent;
using Factory.Engine.Activations;
using Factory.Engine.Diagnostics;
using Orleans.Runtime;

namespace Factory.Engine.Reminders;

/// <summary>Keeps reminders in the table and wakes grains when they are due.</summary>
internal sealed class ReminderService(ActivationHost host, IReminderTable table)
{
    private readonly ConcurrentDictionary<(string GrainId, string Name), Reminder> _reminders = new();
    private bool _stopped;

    public int Count => _reminders.Count;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _stopped = false;
        foreach (var row in await table.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            Set(row);
        }
    }

    public void Stop()
    {
        _stopped = true;
        foreach (var reminder in _reminders.Values)
        {
            reminder.Dispose();
        }

        _reminders.Clear();
    }

    public async Task<IGrainReminder> RegisterAsync(GrainId grainId, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period < host.Options.MinimumReminderPeriod)
        {
            throw new ArgumentException($"The period {period} of reminder '{name}' is shorter than {host.Options.MinimumReminderPeriod}: use a grain timer.", nameof(period));
        }

        var row = new ReminderRow(grainId.ToString(), name, host.Time.GetUtcNow() + dueTime, period, null);
        var version = await table.UpsertAsync(row, CancellationToken.None);
        return Set(row with { ETag = version });
    }

    public async Task UnregisterAsync(GrainId grainId, string name)
    {
        await table.RemoveAsync(grainId.ToString(), name, CancellationToken.None);
        if (_reminders.TryRemove((grainId.ToString(), name), out var reminder))
        {
            reminder.Dispose();
        }
    }

    public IGrainReminder? Find(GrainId grainId, string name) => _reminders.GetValueOrDefault((grainId.ToString(), name));

    public List<IGrainReminder> FindAll(GrainId grainId)
    {
        var id = grainId.ToString();
        return [.. _reminders.Where(pair => pair.Key.GrainId == id).Select(pair => pair.Value).OrderBy(reminder => reminder.ReminderName, StringComparer.Ordinal)];
    }

    private Reminder Set(ReminderRow row)
    {
        var reminder = new Reminder(row, host.Time, Tick);
        _reminders.AddOrUpdate((row.GrainId, row.Name), reminder, (_, old) =>
        {
            old.Dispose();
            return reminder;
        });
        if (!_stopped)
        {
            reminder.Start();
        }

        return reminder;
    }

    private void Tick(Reminder reminder)
    {
        if (_stopped || !reminder.TryBegin())
        {
            return;
        }

        var tick = new ReminderTick(reminder.ReminderName, reminder.StatusAt(host.Time.GetUtcNow()));
        try
        {
            host.Router.Deliver(GrainId.Parse(reminder.Row.GrainId), tick);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            tick.Fail(failure); // The grain class is gone from the code; the row stays until someone removes it.
        }

        tick.Outcome.ContinueWith(
            ended =>
            {
                reminder.End();
                if (ended.Exception is { InnerException: { } failure })
                {
                    host.Log.ReminderFailed(failure, reminder.ReminderName, reminder.Row.GrainId, reminder.Next);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
