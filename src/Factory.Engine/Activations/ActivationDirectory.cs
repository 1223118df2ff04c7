using System.Collections.Concurrent;
using Factory.Engine.Calls;
using Factory.Engine.Catalog;
using Orleans.Runtime;

namespace Factory.Engine.Activations;

/// <summary>Finds the activation of a grain, and makes it when there is none.</summary>
internal sealed class ActivationDirectory(ActivationHost host, GrainCatalog catalog)
{
    private readonly ConcurrentDictionary<GrainId, ICallTarget> _targets = new();
    private long _count;

    public ICallTarget FindOrCreate(GrainId grainId) =>
        _targets.TryGetValue(grainId, out var target)
            ? target
            : _targets.GetOrAdd(grainId, static (id, directory) => directory.Create(id), this);

    /// <summary>A new activation; nothing happens to it before its first call.</summary>
    public Activation CreateActivation(GrainClass grainClass, GrainId grainId) =>
        new(host, grainClass, grainId, Interlocked.Increment(ref _count));

    public void Remove(Activation activation)
    {
        if (_targets.TryGetValue(activation.GrainId, out var target) && target is StatelessWorkers workers)
        {
            workers.Remove(activation);
        }
        else
        {
            _targets.TryRemove(new(activation.GrainId, activation));
        }
    }

    /// <summary>All activations in the order of their making, so that whoever walks them does it the same way every time.</summary>
    public IReadOnlyList<Activation> All() => [.. Each().OrderBy(activation => activation.Number)];

    /// <summary>The activations that have calls, in the order of their making.</summary>
    public IReadOnlyList<Activation> Busy() => [.. Each().Where(activation => activation.HasOpenCalls).OrderBy(activation => activation.Number)];

    /// <summary>All activations, in any order.</summary>
    public IEnumerable<Activation> Each() =>
        _targets.SelectMany(target => target.Value is StatelessWorkers workers ? workers.All() : [(Activation)target.Value]);

    private ICallTarget Create(GrainId grainId)
    {
        var grainClass = catalog.ClassOf(grainId.Type);
        return grainClass.Entry.StatelessWorkers is { } most
            ? new StatelessWorkers(this, grainClass, grainId, most > 0 ? most : Environment.ProcessorCount)
            : CreateActivation(grainClass, grainId);
    }
}
