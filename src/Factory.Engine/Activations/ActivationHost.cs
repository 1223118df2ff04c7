using Factory.Engine.Calls;
using Factory.Engine.Catalog;
using Factory.Engine.Diagnostics;
using Factory.Engine.Hosting;
using Factory.Engine.Placement;
using Factory.Engine.Reminders;
using Factory.Engine.Scheduling;
using Factory.Engine.State;
using Factory.Engine.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Factory.Engine.Activations;

/// <summary>What activations need of the engine.</summary>
/// <remarks>The parts that need activations in turn are fetched on first use, which breaks the circle.</remarks>
internal sealed class ActivationHost(
    IServiceProvider services, EngineOptions options, ITurnScheduler turns, TimeProvider time, EngineMetrics metrics, ILogger<GrainEngine> log)
    : IGrainRuntime
{
    public IServiceProvider Services => services;

    public EngineOptions Options => options;

    public ITurnScheduler Turns => turns;

    /// <summary>Whether a call to an idle grain may run on its caller's thread without a task of its own.</summary>
    public bool MayRunHere { get; } = turns.RunsInline && CurrentTaskSlot.IsSettable;

    public TimeProvider Time => time;

    public EngineMetrics Metrics => metrics;

    public ILogger Log => log;

    /// <summary>Ends callers' waiting when no answer comes.</summary>
    public ResponseTimeouts Timeouts => field ??= new ResponseTimeouts(this);

    public DateTimeOffset StartedAt { get; set; } = time.GetUtcNow();

    public CallMeasures Measures { get; } = new(time, metrics);

    public IdleClock Idleness { get; } = new();

    /// <summary>Filters around every call, set when the engine starts: they may need grains themselves.</summary>
    public IIncomingGrainCallFilter[] IncomingFilters { get; set; } = [];

    /// <summary>The same behind the one that makes spans.</summary>
    public IIncomingGrainCallFilter[] TracedFilters => field ??= [new CallTracing(), .. IncomingFilters];

    public CallRouter Router => field ??= services.GetRequiredService<CallRouter>();

    public GrainCatalog Catalog => field ??= services.GetRequiredService<GrainCatalog>();

    public ActivationDirectory Directory => field ??= services.GetRequiredService<ActivationDirectory>();

    public StorageCatalog Stores => field ??= services.GetRequiredService<StorageCatalog>();

    public ReminderService Reminders => field ??= services.GetRequiredService<ReminderService>();

    public IStreamProviderSource Streams => field ??= services.GetRequiredService<IStreamProviderSource>();

    public PlacementGuard Placement => field ??= services.GetRequiredService<PlacementGuard>();

    public string SiloIdentity => options.SiloName;

    public IGrainFactory GrainFactory => field ??= services.GetRequiredService<IGrainFactory>();

    IServiceProvider IGrainRuntime.ServiceProvider => services;

    TimeProvider IGrainRuntime.TimeProvider => time;

    public void DeactivateOnIdle(IGrainContext grainContext) =>
        grainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) =>
        ((Activation)grainContext).KeepUntil = timeSpan == Timeout.InfiniteTimeSpan || timeSpan == TimeSpan.MaxValue
            ? DateTimeOffset.MaxValue
            : time.GetUtcNow() + timeSpan;
}
