using Factory.Contracts.Providers;
using Factory.Domain.Providers;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Providers;

namespace Factory.Grains.Providers;

/// <inheritdoc cref="IProviderGrain"/>
[PrimarySiloPlacement]
public sealed class ProviderGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(ProviderState.StateName, StorageNames.Factory)] IPersistentState<DurableState<ProviderState>> state,
    IProviderAvailability availability) : FactoryGrain(context, runtime), IProviderGrain
{
    private ProviderState Provider => state.State.Value ?? new ProviderState();

    /// <inheritdoc/>
    public Task<ProviderView?> Get()
    {
        var provider = availability.Providers.FirstOrDefault(p => $"{ProviderId.Kind}-{p.Provider.Name}" == this.GetPrimaryKeyString());
        return Task.FromResult(provider is null ? null : Provider.ToView(provider));
    }

    /// <inheritdoc/>
    public async Task RecordCalls(long calls, long failures, string? lastError)
    {
        var next = Provider with
        {
            Calls = Provider.Calls + calls,
            Failures = Provider.Failures + failures,
            LastError = lastError ?? Provider.LastError,
        };
        await WriteAsync(state, next, [], []);
    }
}
