using Factory.Engine.Scheduling;
using Orleans.Runtime;

namespace Factory.Engine.Reminders;

/// <summary>A reminder in memory, with the timer for its next tick.</summary>
internal sealed class Reminder : IGrainReminder, IDisposable
{
    /// <summary>System timers reach about 49 days, so that far ticks are approached in steps.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly Action<Reminder> _due;
    private readonly ITimer _timer;
    private int _running;

    public Reminder(ReminderRow row, TimeProvider time, Action<Reminder> due)
    {
        Row = row;
        _time = time;
        _due = due;
        Next = FirstTickAfter(time.GetUtcNow());
        _timer = CleanFlow.Run(this, static reminder => reminder._time.CreateTimer(
            static reminder => ((Reminder)reminder!).Look(), reminder, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
    }

    public ReminderRow Row { get; }

    public string ReminderName => Row.Name;

    public DateTimeOffset Next { get; private set; }

    /// <summary>Begins to wait. Apart from the constructor, so that a tick that is due now finds the reminder registered.</summary>
    public void Start() => Wait(_time.GetUtcNow());

    /// <summary>Marks the tick as running; false when the last one still runs, so that slow grains miss ticks instead of gathering them.</summary>
    public bool TryBegin() => Interlocked.Exchange(ref _running, 1) == 0;

    public void End() => Volatile.Write(ref _running, 0);

    public TickStatus StatusAt(DateTimeOffset now) => new(Row.Start.UtcDateTime, Row.Period, now.UtcDateTime);

    public void Dispose() => _timer.Dispose();

    /// <summary>Ticks that fell into a time when nothing ran are skipped, as in Orleans.</summary>
    private DateTimeOffset FirstTickAfter(DateTimeOffset now)
    {
        if (Row.Start >= now)
        {
            return Row.Start;
        }

        var periods = (long)Math.Ceiling((now - Row.Start) / Row.Period);
        return Row.Start + (periods * Row.Period);
    }

    private void Look()
    {
        var now = _time.GetUtcNow();
        if (now >= Next)
        {
            _due(this);
            Next = FirstTickAfter(now + TimeSpan.FromTicks(1));
        }

        Wait(now);
    }

    private void Wait(DateTimeOffset now)
    {
        var wait = Next - now;
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
