using Factory.Domain.States;

namespace Factory.Benchmarks.Storage;

public sealed class TallyGrain([PersistentState(Tally.StateName, StorageNames.Factory)] IPersistentState<Durable<Tally>> tally)
    : Grain, ITallyGrain
{
    public Task Count()
    {
        var last = tally.State.Value ?? Tally.New(this.GetPrimaryKeyString());
        var next = last with { Count = last.Count + 1, At = last.At.AddSeconds(1) };
        tally.State.Stage(next, [next.ToEvent()], []);
        return tally.WriteStateAsync();
    }
}
