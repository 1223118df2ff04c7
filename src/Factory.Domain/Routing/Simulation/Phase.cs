using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Agents;
using Factory.Domain.Approvals;
using Factory.Domain.Configuration;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;

namespace Factory.Domain.Routing.Simulation;

/// <summary>The part of a workload between two changes, translated to the product's own configuration.</summary>
internal sealed class Phase
{
    private readonly Dictionary<(string Kind, string Difficulty, ModelRef Model), double> _acceptance = [];
    private readonly Dictionary<ModelRef, WorkloadModel> _models = [];

    public Phase(Workload workload, double after, RoutingConfig routing, ModelTier? minTier)
    {
        var changes = workload.Changes.Where(c => c.After <= after).ToList();
        var models = workload.Models.Select(m => Price(m, changes)).ToList();
        foreach (var model in models)
        {
            var reference = ModelRef.Parse(model.Model);
            _models[reference] = model;
            foreach (var kind in workload.Kinds)
            {
                foreach (var difficulty in kind.Difficulty.Keys)
                {
                    var factor = changes.Where(c => c.Model == model.Model && c.AcceptanceFactor is not null)
                        .Aggregate(1.0, (f, c) => f * c.AcceptanceFactor!.Value);
                    _acceptance[(kind.Kind, difficulty, reference)] = Math.Min(
                        1,
                        workload.Acceptance[kind.Kind][difficulty][model.Model] * factor);
                }
            }
        }

        // Parallelism of agents and providers is unlimited: a replay measures the choice of models, not the wait for a
        // place.
        Config = new FactoryConfig(
            [.. workload.Kinds.Select(k =>
                new AgentDefinition(Agent(k.Kind), k.Kind, "", "", [k.Kind], ModelTier.Local, [], [], [], [], int.MaxValue, null, ""))],
            new ModelCatalogue([.. models.GroupBy(m => ModelRef.Parse(m.Model).Provider).Select(Provider)]),
            [],
            new FactoryPolicy(
                new ActionPolicy(new Dictionary<string, Contracts.Approvals.ApprovalTier>()),
                ReviewIndependence.Model,
                Usd.Zero,
                Usd.Zero,
                TimeSpan.Zero,
                workload.Kinds.ToDictionary(
                    k => k.Kind,
                    k => KindPolicy.Default with { Tier = minTier ?? k.Tier, TypicalUsage = new TypicalUsage(k.Input, k.Output) }))
            {
                Routing = routing,
            });
        Providers = [.. Config.Catalogue.Providers.Select(p => new ProviderAvailability(p, true, "simulated"))];
    }

    public FactoryConfig Config { get; }

    public IReadOnlyList<ProviderAvailability> Providers { get; }

    public static AgentId Agent(string kind) => AgentId.From("agent-" + kind);

    public double Acceptance(string kind, string difficulty, ModelRef model) => _acceptance[(kind, difficulty, model)];

    public double FailureCostRatio(ModelRef model) => _models[model].FailureCostRatio;

    private static WorkloadModel Price(WorkloadModel model, List<WorkloadChange> changes)
    {
        var factor = changes.Where(c => c.Model == model.Model && c.PriceFactor is not null)
            .Aggregate(1m, (f, c) => f * c.PriceFactor!.Value);
        return model with { InputPrice = model.InputPrice * factor, OutputPrice = model.OutputPrice * factor };
    }

    private static ProviderDefinition Provider(IGrouping<string, WorkloadModel> group)
    {
        var quota = group.Select(m => m.TokensPerDay).FirstOrDefault(q => q is not null);
        var models = group.Select(Model).ToList();
        return new ProviderDefinition(group.Key, ModelApi.OpenAIChat, null, null, null, false, int.MaxValue, false, models)
        {
            Limits = quota is null ? null : new ProviderLimits(null, null, null, quota, "the workload", default),
        };
    }

    private static ModelDefinition Model(WorkloadModel model) => new(
        ModelRef.Parse(model.Model),
        model.Tier,
        model.Model,
        new ModelPrices(new Usd(model.InputPrice), new Usd(model.OutputPrice), new Usd(model.InputPrice), "the workload", default),
        1_000_000,
        100_000,
        ["tools"]);
}
