using Orleans.Runtime;

namespace Factory.Engine.Tests.Grains;

public sealed class HomelessGrain([PersistentState("homeless", "nowhere")] IPersistentState<AccountState> state) : Grain, IHomelessGrain
{
    public Task Ping() => Task.FromResult(state.State);
}
