using Factory.Contracts.Engine;
using Factory.Engine.Diagnostics;
using Factory.Silo.Api;

namespace Factory.Silo.Hosting;

/// <summary>Tells of the embedded engine.</summary>
internal sealed class EngineReport(IEngineDiagnostics engine, StorageLoad storage) : IEngineReport
{
    public Task<EngineView> ReadAsync(CancellationToken cancellationToken)
    {
        var look = engine.Snapshot();
        return Task.FromResult(new EngineView(
            GrainHosting.Engine,
            look.At,
            [],
            Math.Round(look.Classes.Sum(grain => grain.CallsPerSecond), 1),
            look.StreamEventsWaiting,
            look.Reminders,
            [.. look.Classes.Select(View)],
            [.. look.Slowest.Select(call => new SlowCallView(
                call.Grain, call.Method, Math.Round(call.Duration.TotalMilliseconds, 3), call.Ended, call.Failed))],
            storage.Read()));
    }

    private static GrainClassView View(GrainClassSnapshot grain) => new(
        grain.Name,
        grain.Activations,
        grain.Calls,
        Math.Round(grain.CallsPerSecond, 1),
        grain.Errors,
        grain.Running,
        grain.Waiting,
        grain.LongestQueue,
        Microseconds(grain.P50),
        Microseconds(grain.P99));

    private static double? Microseconds(TimeSpan? time) => time is { } known ? Math.Round(known.TotalMicroseconds, 1) : null;
}
