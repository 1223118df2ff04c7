using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Budgets;
using Factory.Domain.Configuration;
using Factory.Domain.States;
using Factory.Grains.Budgets;
using Factory.TestKit.Builders;
using NSubstitute;

namespace Factory.Grains.Tests;

/// <summary>Grains can be hosted without a silo.</summary>
public sealed class FactoryGrainTests
{
    [Fact]
    public async Task Constructor_ContextAndRuntimeOfTheCaller_HostsTheGrainWithoutASilo()
    {
        var context = Substitute.For<IGrainContext>();
        context.GrainId.Returns(GrainId.Create("budget", "budget-run-1"));
        var state = Substitute.For<IPersistentState<DurableState<BudgetState>>>();
        state.State.Returns(new DurableState<BudgetState>());
        var budget = new BudgetGrain(
            context,
            Substitute.For<IGrainRuntime>(),
            state,
            new StaticConfigSource(Given.Config()),
            TimeProvider.System);

        (await budget.SetCap(new Usd(7))).Name.ShouldBe(BudgetId.Parse("budget-run-1"));

        (await budget.Get()).Cap.ShouldBe(new Usd(7));
        await state.Received(1).WriteStateAsync();
    }
}
