using Factory.Contracts.Metering;
using Factory.Domain.Budgets;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Factory.Grains.Tests.Cluster;

/// <summary>
/// A grain whose stored state was changed by another activation, as when two silos both host it during a partition.
/// </summary>
public sealed class StateRaceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("factory-grains-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WriteState_LostRace_FailsAndTheNextCallReadsAgain()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var budget = factory.Grains.GetGrain<IBudgetGrain>("budget-run-1");
        await budget.SetCap(new Usd(5));
        var store = factory.Home.ServiceProvider.GetRequiredKeyedService<IGrainStorage>(StorageNames.Factory);
        var rival = new GrainState<DurableState<BudgetState>>();
        await store.ReadStateAsync(BudgetState.StateName, budget.GetGrainId(), rival);
        rival.State!.Stage(rival.State.Value! with { Cap = new Usd(50) }, [], []);
        await store.WriteStateAsync(BudgetState.StateName, budget.GetGrainId(), rival);

        await Should.ThrowAsync<InconsistentStateException>(() => budget.SetCap(new Usd(1)));

        (await budget.Get()).Cap.ShouldBe(new Usd(50));
        (await budget.SetCap(new Usd(1))).Cap.ShouldBe(new Usd(1));
    }
}
