using System.Diagnostics;
using OpenTelemetry;

namespace Factory.Silo.Telemetry;

/// <summary>
/// Drops the spans of Orleans' internal timers and of the polling of memory streams, about 200 per second in an idle
/// silo. Spans of the work that those timers start, such as the delivery of an event to a grain, are kept.
/// </summary>
internal sealed class PollingSpanFilter : BaseProcessor<Activity>
{
    private static readonly HashSet<string> PollingOperations = new(StringComparer.Ordinal)
    {
        "IGrainTimerInvoker/InvokeCallbackAsync",
        "IMemoryStreamQueueGrain/Dequeue"
    };

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (PollingOperations.Contains(data.OperationName))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
