using Factory.Engine.Activations;
using Factory.Engine.Hosting;
using Orleans.Runtime;

namespace Factory.Engine.Enumerations;

/// <summary>The enumerations that are open at one activation. Used inside its turns only.</summary>
internal sealed class OpenEnumerations(Activation activation, EngineOptions options)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30); // Without a response time-out.

    private readonly List<IEnumeration> _open = [];
    private readonly CancellationTokenSource _leaving = new();
    private IGrainTimer? _sweep;

    /// <summary>Cancelled when the activation is about to end.</summary>
    public CancellationToken Leaving => _leaving.Token;

    /// <summary>Lets nobody wait for an element any longer: the activation ends only when no call runs.</summary>
    public void Leave() => _leaving.Cancel();

    public void Add(IEnumeration enumeration)
    {
        _open.Add(enumeration);
        var patience = options.ResponseTimeout == Timeout.InfiniteTimeSpan ? LongestSilence : options.ResponseTimeout;
        _sweep ??= activation.RegisterTimer(
            static (open, _) => open.EndForsakenAsync(), this, new GrainTimerCreationOptions(patience, patience) { Interleave = true });
    }

    public void Remove(IEnumeration enumeration)
    {
        if (_open.Remove(enumeration) && _open.Count == 0)
        {
            _sweep?.Dispose();
            _sweep = null;
        }
    }

    public Task EndAllAsync() => EndAsync([.. _open]);

    /// <summary>Enumerators ask at least every half time-out. One that did not for a whole one is gone.</summary>
    private Task EndForsakenAsync() => EndAsync([.. _open.Where(enumeration => enumeration.IsForsaken())]);

    private static Task EndAsync(IEnumeration[] enumerations) => Task.WhenAll(enumerations.Select(enumeration => enumeration.EndAsync()));
}
