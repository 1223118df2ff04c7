using Factory.Contracts.Errors;
using Factory.Grains.Abstractions.Budgets;

namespace Factory.Grains.Tests.Cluster;

/// <inheritdoc cref="IGpuGrain"/>
[OnGpuSilo]
public sealed class GpuGrain(ILocalSiloDetails silo) : Grain, IGpuGrain
{
    public Task<object> Echo(object value) => Task.FromResult(value);

    public Task Refuse(string code, string hint) => throw new FactoryException(code, "refused", hint, retryable: true);

    public Task<string> Silo() => Task.FromResult(silo.SiloAddress.ToParsableString());

    public async Task<decimal> CapOf(string budget) => (await GrainFactory.GetGrain<IBudgetGrain>(budget).Get()).Cap.Amount;
}
