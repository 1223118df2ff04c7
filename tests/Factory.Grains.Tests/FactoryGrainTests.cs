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

    /// <summary>A cap that no disk holds would be spent against, and be forgotten by a crash.</summary>
    [Fact]
    public async Task SetCap_WriteFails_MemoryIsWhatIsOnDisk()
    {
        var state = Substitute.For<IPersistentState<DurableState<BudgetState>>>();
        var onDisk = new BudgetState { Name = BudgetId.Parse("budget-run-1"), Cap = new Usd(7) };
        state.State.Returns(new DurableState<BudgetState> { Value = onDisk });
        state.WriteStateAsync().Returns(Task.FromException(new IOException("the disk is full")));
        state.ReadStateAsync().Returns(_ =>
        {
            state.State.Returns(new DurableState<BudgetState> { Value = onDisk });
            return Task.CompletedTask;
        });
        var budget = Budget(Substitute.For<IGrainContext>(), state);

        await Should.ThrowAsync<IOException>(() => budget.SetCap(new Usd(9)));

        (await budget.Get()).Cap.ShouldBe(new Usd(7));
        state.State.PendingEvents.ShouldBeEmpty();
    }

    [Fact]
    public async Task SetCap_NeitherWritesNorReads_LeavesTheStateToTheNextActivation()
    {
        var context = Substitute.For<IGrainContext>();
        var runtime = Substitute.For<IGrainRuntime>();
        var state = Substitute.For<IPersistentState<DurableState<BudgetState>>>();
        state.State.Returns(new DurableState<BudgetState>());
        state.WriteStateAsync().Returns(Task.FromException(new IOException("the disk is full")));
        state.ReadStateAsync().Returns(Task.FromException(new IOException("the disk is gone")));
        var budget = Budget(context, state, runtime);

        (await Should.ThrowAsync<IOException>(() => budget.SetCap(new Usd(9)))).Message.ShouldBe("the disk is full");

        runtime.Received(1).DeactivateOnIdle(context);
    }

    private static BudgetGrain Budget(
        IGrainContext context,
        IPersistentState<DurableState<BudgetState>> state,
        IGrainRuntime? runtime = null)
    {
        context.GrainId.Returns(GrainId.Create("budget", "budget-run-1"));
        return new BudgetGrain(
            context,
            runtime ?? Substitute.For<IGrainRuntime>(),
            state,
            new StaticConfigSource(Given.Config()),
            TimeProvider.System);
    }
}
