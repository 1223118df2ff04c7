using System.Runtime.CompilerServices;
using Factory.Domain.Kev;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Kev;

namespace Factory.Silo.Tests.Support;

/// <summary>Kev's state as it would lie on disk.</summary>
internal sealed class KevStates(FakeGrains grains) : IStateScanner
{
    public async IAsyncEnumerable<ScannedState<T>> ScanAsync<T>(
        string stateName,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = new DurableState<KevState>();
        state.Stage(new KevState { Paused = (await grains.GetGrain<IKevGrain>(IKevGrain.Key).Get()).Paused }, [], []);
        yield return new ScannedState<T>(IKevGrain.Key, (T)(object)state);
    }
}
