using Factory.Contracts.Attempts;
using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Ledger;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Metering;
using Factory.Providers;
using Factory.TestKit.Builders;
using Factory.TestKit.Fakes;
using Factory.TestKit.Grains;
using Factory.TestKit.Metering;
using Factory.TestKit.Time;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Agents.Tests.Loop;

/// <summary>
/// A model session registered as in the silo, over HTTP to the fake server, with a clock that never waits.
/// </summary>
internal sealed class MeteredSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private MeteredSession(ServiceProvider services, IModelSession session, InMemoryBudgetGrain budget)
    {
        _services = services;
        Session = session;
        Budget = budget;
    }

    public IModelSession Session { get; }

    public InMemoryBudgetGrain Budget { get; }

    public static MeteredSession Open(ModelApi api, FakeModelServer server)
    {
        var model = Given.Model(new ModelRef("lab", "m"), ModelTier.Cheap);
        var provider = Given.Provider(models: model) with { Api = api, BaseUrl = server.BaseUrl(api) };
        var budget = new InMemoryBudgetGrain(BudgetKeys.ForTask(TaskId.Parse("task-1")), new Usd(1_000));
        var services = new ServiceCollection()
            .AddSingleton(Given.Config(providers: [provider]))
            .AddSingleton<IProviderAvailability>(new Available(provider))
            .AddSingleton<IGrainFactory>(new Budgets(budget))
            .AddSingleton<TimeProvider>(new ImmediateTimeProvider(new ProvidersOptions().NetworkTimeout))
            .AddSingleton(Given.Config())
            .AddSingleton<InMemoryLedger>()
            .AddSingleton<ILedger>(s => s.GetRequiredService<InMemoryLedger>())
            .AddSingleton<ITaskCosts>(s => s.GetRequiredService<InMemoryLedger>())
            .AddFactoryMetering()
            .AddFactoryProviders()
            .BuildServiceProvider();
        var meter = services.GetRequiredService<UsageMeter>();
        meter.MarkRecovered();
        _ = meter.LedgerWriter.RunAsync(CancellationToken.None);
        var spec = Given.Spec() with { Run = null };
        var request = new AttemptRequest(
            AttemptId.Parse("attempt-1"),
            TaskId.Parse("task-1"),
            1,
            spec,
            Given.Assignment with { Model = model.Ref },
            [],
            null,
            []);
        return new MeteredSession(services, services.GetRequiredService<IModelSessions>().Open(request), budget);
    }

    /// <summary>Closes the attempt's account: the unused reservation is released.</summary>
    public Task CloseAsync() => _services.GetRequiredService<UsageMeter>().CloseAccountAsync(PrincipalId.Parse("attempt-1"));

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private sealed class Available(ProviderDefinition provider) : IProviderAvailability
    {
        public IReadOnlyList<ProviderAvailability> Providers => [new(provider, true, "set")];
    }

    /// <summary>All budgets are this one.</summary>
    private sealed class Budgets(InMemoryBudgetGrain budget) : FakeGrainFactory
    {
        public override TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) =>
            (TGrainInterface)(object)budget;
    }
}
