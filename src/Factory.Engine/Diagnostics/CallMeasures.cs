using Factory.Engine.Activations;
using Factory.Engine.Calls;

namespace Factory.Engine.Diagnostics;

/// <summary>
/// Measures calls so that it costs most of them nothing: every call that awaits is timed from its first await, and of those that end at once
/// each 64th of an activation, which then stands for 64.
/// </summary>
internal sealed class CallMeasures(TimeProvider time, EngineMetrics metrics)
{
    /// <summary>One of so many calls that end at once is timed. A power of two.</summary>
    public const int Sample = 64;

    private readonly double _nanosecondsPerTick = 1e9 / time.TimestampFrequency;

    public SlowCalls Slowest { get; } = new();

    /// <summary>Notes when the call began, unless that is known.</summary>
    public void Start(GrainCall call)
    {
        if (call.StartedAt == 0)
        {
            call.StartedAt = Math.Max(1, time.GetTimestamp());
        }
    }

    public void End(GrainCall call, Activation activation, bool failed)
    {
        var nanoseconds = (long)((time.GetTimestamp() - call.StartedAt) * _nanosecondsPerTick);
        var weight = call.Awaited ? 1 : Sample;
        activation.Class.Statistics.Measured(nanoseconds, weight);
        var duration = TimeSpan.FromTicks(nanoseconds / 100);
        metrics.CallMeasured(duration, activation.Class.Name);
        if (Slowest.Wants(duration))
        {
            Slowest.Add(new(activation.GrainId.ToString(), call.Method.ToString(), duration, time.GetUtcNow(), failed));
        }
    }
}
