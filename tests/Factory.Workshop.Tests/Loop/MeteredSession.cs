using Factory.Contracts.Attempts;
using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Models;
using Factory.TestKit.Builders;
using Factory.TestKit.Grains;
using Factory.TestKit.StandIns;
using Factory.TestKit.Time;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Factory.Workshop.Tests.Loop;

/// <summary>A model session as the silo makes it, over a real wire to the stand-in, on a clock without waits.</summary>
internal sealed class MeteredSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private MeteredSession(ServiceProvider services, IModelSession session, FakeBudget budget)
    {
        _services = services;
        Session = session;
        Budget = budget;
    }

    public IModelSession Session { get; }

    public FakeBudget Budget { get; }

    public static MeteredSession Open(ModelWire wire, ModelStandIn server)
    {
        var model = Given.Model(new ModelRef("lab", "m"), ModelTier.Cheap);
        var provider = Given.Provider(models: model) with { Wire = wire.ToString().ToLowerInvariant(), BaseUrl = server.BaseUrl(wire) };
        var budget = new FakeBudget();
        var services = new ServiceCollection()
            .AddSingleton(Given.Config(providers: [provider]))
            .AddSingleton<IProviderAvailability>(new Available(provider))
            .AddSingleton<IGrainFactory>(new Budgets(budget))
            .AddSingleton<TimeProvider>(new WaitlessTime(new FactoryModelsOptions().NetworkTimeout))
            .AddFactoryModels()
            .BuildServiceProvider();
        var spec = Given.Spec() with { Run = null };
        var order = new AttemptOrder(AttemptId.Parse("attempt-1"), TaskId.Parse("task-1"), 1, spec, Given.Assignment with { Model = model.Ref }, [], null, []);
        return new MeteredSession(services, services.GetRequiredService<IModelSessions>().Open(order), budget);
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private sealed class Available(ProviderDefinition provider) : IProviderAvailability
    {
        public IReadOnlyList<ProviderAvailability> Providers => [new(provider, true, "set")];
    }

    /// <summary>Every budget is this one.</summary>
    private sealed class Budgets(FakeBudget budget) : FakeGrainFactory
    {
        public override TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) => (TGrainInterface)(object)budget;
    }
}

/// <summary>A budget without a limit that counts.</summary>
internal sealed class FakeBudget : IBudgetGrain
{
    private readonly Dictionary<string, Usd> _open = [];

    public int Open => _open.Count;

    public Usd Spent { get; private set; }

    public Task<Reply<BudgetView>> Reserve(AttemptId attempt, string call, Usd worstCase)
    {
        _open.Add(call, worstCase);
        return Task.FromResult<Reply<BudgetView>>(View());
    }

    public Task Settle(string call, Usd cost)
    {
        _open.Remove(call).ShouldBeTrue("only what was reserved is settled, and once");
        Spent += cost;
        return Task.CompletedTask;
    }

    public Task<BudgetView> Get() => Task.FromResult(View());

    public Task<BudgetView> SetCap(Usd cap) => throw new NotSupportedException();

    public Task Forfeit(AttemptId attempt) => throw new NotSupportedException();

    private BudgetView View() => new("budget", new Usd(1_000), Spent, Usd.Zero);
}
