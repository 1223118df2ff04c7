using Factory.Engine.Tests.Support;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Grains;

public sealed class OrderGrain : Grain, IOrderGrain, IAsyncDisposable
{
    private readonly Signals _signals;
    private readonly IPersistentState<AccountState> _state;

    public OrderGrain(Signals signals, [PersistentState("order", "store")] IPersistentState<AccountState> state)
    {
        _signals = signals;
        _state = state;
        signals.Note($"made {this.GetPrimaryKeyString()}, state {(_state.State is null ? "absent" : "there")}");
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _signals.Note($"activated, exists {_state.RecordExists}");
        return base.OnActivateAsync(cancellationToken);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _signals.Note($"deactivated {reason.ReasonCode}");
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public Task<string> Identity()
    {
        _signals.Note("called");
        return Task.FromResult($"{this.GetPrimaryKeyString()} {this.GetGrainId()} {GrainContext.GrainId} {GrainReference.GrainId} {RuntimeIdentity}");
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _signals.Note("disposed");
        _signals.Set("gone");
        return ValueTask.CompletedTask;
    }
}
