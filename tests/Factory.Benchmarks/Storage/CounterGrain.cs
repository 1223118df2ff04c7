using Factory.Domain.States;

namespace Factory.Benchmarks.Storage;

public sealed class CounterGrain([PersistentState(Counter.StateName, StorageNames.Factory)] IPersistentState<DurableState<Counter>> counter)
    : Grain, ICounterGrain
{
    public Task Count()
    {
        var last = counter.State.Value ?? Counter.New(this.GetPrimaryKeyString());
        var next = last with { Count = last.Count + 1, At = last.At.AddSeconds(1) };
        counter.State.Stage(next, [next.ToEvent()], []);
        return counter.WriteStateAsync();
    }
}
