using Factory.Engine.Catalog;
using Factory.Engine.Enumerations;
using Factory.Engine.Streams;
using Factory.Engine.Timers;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;

namespace Factory.Engine.Activations;

/// <summary>This part is what the grain object sees of its activation.</summary>
internal sealed partial class Activation : IActivation
{
    private AsyncServiceScope? _scope;
    private GrainReference? _reference;
    private HashSet<IActivationTimer>? _timers;
    private StreamHandlers? _streams;
    private OpenEnumerations? _enumerations;

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    /// <summary>Counts up over the engine's life, so that activations can be walked in a repeatable order.</summary>
    public long Number { get; }

    public object? GrainInstance { get; private set; }

    public IGrainRuntime Runtime => _host;

    public GrainReference GrainReference => _reference ??= _host.Router.Refer(GrainId, Class.Entry.Interfaces[0]);

    /// <summary>A scope of its own, made when first asked for: most grains take singletons only.</summary>
    public IServiceProvider ActivationServices => (_scope ??= _host.Services.CreateAsyncScope()).ServiceProvider;

    /// <summary>The handlers of this activation's stream subscriptions. Used inside turns only.</summary>
    public StreamHandlers Streams => _streams ??= new(this);

    /// <summary>The sequences that somebody enumerates here. Used inside turns only.</summary>
    public OpenEnumerations Enumerations => _enumerations ??= new(this, _host.Options);

    public ActivationHost Host => _host;

    public IGrainTimer RegisterTimer<TState>(Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer<TState>(this, _host, callback, state, options);
        lock (_gate)
        {
            (_timers ??= []).Add(timer);
        }

        timer.Start();
        return timer;
    }

    public void Forget(IActivationTimer timer)
    {
        lock (_gate)
        {
            _timers?.Remove(timer);
        }
    }

    public Task<IGrainReminder> RegisterReminder(string name, TimeSpan dueTime, TimeSpan period) =>
        _host.Reminders.RegisterAsync(GrainId, name, dueTime, period);

    public Task UnregisterReminder(IGrainReminder reminder) => _host.Reminders.UnregisterAsync(GrainId, reminder.ReminderName);

    public Task<IGrainReminder?> GetReminder(string name) => Task.FromResult(_host.Reminders.Find(GrainId, name));

    public Task<List<IGrainReminder>> GetReminders() => Task.FromResult(_host.Reminders.FindAll(GrainId));

    public IStreamProvider GetStreamProvider(string name) => _host.Streams.GetStreamProvider(name);

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override string ToString() => $"{GrainId}#{Number}";

    private async Task BuildAsync()
    {
        var facets = new ActivationFacets(this, _host);
        GrainInstance = ActivationScope.Construct(this, Class.Entry.Create, facets);
        foreach (var state in facets.States)
        {
            await state.ReadStateAsync(Lifetime.Token);
        }
    }

    private void StopTimers()
    {
        IActivationTimer[] timers;
        lock (_gate)
        {
            timers = _timers is null ? [] : [.. _timers];
            _timers = null;
        }

        foreach (var timer in timers)
        {
            timer.Dispose();
        }
    }
}
