using Factory.Engine.Calls;
using Factory.Engine.Catalog;
using Orleans.Runtime;

namespace Factory.Engine.Activations;

/// <summary>The activations of one stateless worker: as many as are busy, up to a limit.</summary>
internal sealed class StatelessWorkers(ActivationDirectory directory, GrainClass grainClass, GrainId grainId, int most) : ICallTarget
{
    private readonly List<Activation> _workers = [];

    public bool TryAccept(GrainCall call, Task? turn = null)
    {
        while (!Choose().TryAccept(call, turn))
        {
            // That one ended meanwhile and is leaving the list.
        }

        return true;
    }

    public void Remove(Activation worker)
    {
        lock (_workers)
        {
            _workers.Remove(worker);
        }
    }

    public IReadOnlyList<Activation> All()
    {
        lock (_workers)
        {
            return [.. _workers];
        }
    }

    private Activation Choose()
    {
        lock (_workers)
        {
            var best = _workers.MinBy(worker => worker.Load);
            if (best is null || (best.Load > 0 && _workers.Count < most))
            {
                best = directory.CreateActivation(grainClass, grainId);
                _workers.Add(best);
            }

            return best;
        }
    }
}
