using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>How a grain timer ticks.</summary>
public readonly struct GrainTimerCreationOptions()
{
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time to the first tick.</summary>
    /// <value>Zero ticks at once; <see cref="Timeout.InfiniteTimeSpan"/> never, until <see cref="IGrainTimer.Change"/>.</value>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of one tick to the next.</summary>
    /// <value><see cref="Timeout.InfiniteTimeSpan"/> ticks once.</value>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks may interleave with calls that wait.</summary>
    /// <value>Default false: a tick is a turn like any other call.</value>
    public bool Interleave { get; init; }

    /// <summary>Whether ticks keep the grain from being collected as idle.</summary>
    /// <value>Default false.</value>
    public bool KeepAlive { get; init; }
}
