using System.Diagnostics;
using OpenTelemetry;

namespace Factory.Silo.Telemetry;

/// <summary>
/// Keeps the spans of Orleans' own clockwork from being sent: the timers of its system targets and the polling of memory streams, some 200 a second in a silo that does nothing.
/// What those timers lead to, such as the delivery of an event to a grain, is sent.
/// </summary>
internal sealed class PollingSpanFilter : BaseProcessor<Activity>
{
    private static readonly HashSet<string> PollingOperations = new(StringComparer.Ordinal) { "IGrainTimerInvoker/InvokeCallbackAsync", "IMemoryStreamQueueGrain/Dequeue" };

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (PollingOperations.Contains(data.OperationName))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
