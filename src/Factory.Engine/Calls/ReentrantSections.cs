using Factory.Engine.Activations;
using Orleans.Runtime;

namespace Factory.Engine.Calls;

/// <summary>The call chains that may enter an activation again while its calls run: those for which a call of it allows that right now.</summary>
internal sealed class ReentrantSections : IReentrantSections
{
    private readonly Dictionary<Guid, int> _open = [];

    public void Enter(Guid chain)
    {
        lock (_open)
        {
            _open[chain] = _open.GetValueOrDefault(chain) + 1;
        }
    }

    public void Leave(Guid chain)
    {
        lock (_open)
        {
            if (_open.GetValueOrDefault(chain) > 1)
            {
                _open[chain]--;
            }
            else
            {
                _open.Remove(chain);
            }
        }
    }

    /// <summary>Whether the calling code belongs to such a chain.</summary>
    public bool LetsInCaller()
    {
        lock (_open)
        {
            return _open.Count > 0 && _open.ContainsKey(RequestContext.ReentrancyId);
        }
    }
}
