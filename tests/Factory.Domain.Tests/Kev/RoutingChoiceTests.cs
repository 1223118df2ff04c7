using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Kev;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Domain.Routing;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Kev;

/// <summary>Which of several that could do it is chosen, and the reason that the operator reads.</summary>
public class RoutingChoiceTests
{
    private static readonly ModelDefinition Mid = Given.Model(new("lab", "mid"), ModelTier.Standard, 3);
    private static readonly ModelDefinition Top = Given.Model(new("lab", "top"), ModelTier.Premium);

    public static TheoryData<string, ModelDefinition[], string> Rankings => new()
    {
        { "the floor's own tier before a better one, whatever it costs", [Top, Mid], "mid" },
        {
            "the one whose typical attempt costs less: it reads more than it writes",
            [Mid, Mid with { Ref = new("lab", "talker"), Prices = Given.Prices(9, 1) }],
            "mid"
        },
        {
            "the cheaper question where answers cost the same",
            [Mid, Mid with { Ref = new("lab", "reader"), Prices = Mid.Prices with { Input = new Usd(1) } }],
            "reader"
        },
        {
            "the cheaper answer where questions cost the same",
            [Mid, Mid with { Ref = new("lab", "writer"), Prices = Mid.Prices with { Output = new Usd(1) } }],
            "writer"
        },
        { "the first by name where all is the same", [Mid, Mid with { Ref = new("lab", "alpha") }], "alpha" },
        {
            "the best below the floor where nothing reaches it",
            [Given.Model(new("lab", "tiny"), ModelTier.Local), Given.Model(new("lab", "small"), ModelTier.Cheap)],
            "small"
        },
    };

    [Theory]
    [MemberData(nameof(Rankings))]
    public void Choose_SeveralModels_FollowsTheRule(string rule, ModelDefinition[] models, string expected)
    {
        foreach (var order in new[] { models, [.. models.Reverse()] })
        {
            var config = Given.Config(agents: [Given.Agent(tier: ModelTier.Standard)], providers: [Given.Provider(models: order)]);
            Chosen(config).Model.Model.ShouldBe(expected, rule);
        }
    }

    public static TheoryData<string, FactoryConfig, int, string> Reasons => new()
    {
        {
            "cheapest",
            Given.Config(),
            0,
            "chose lab/small for build by Rex: cheap tier, about 0.24 USD; the cheapest at tier local or above; next: lab/large"
        },
        {
            "at the floor",
            Given.Config(agents: [Given.Agent(tier: ModelTier.Cheap)]),
            0,
            "chose lab/small for build by Rex: cheap tier, about 0.24 USD; the cheapest at tier cheap or above; next: lab/large"
        },
        {
            "one setback",
            Given.Config(),
            1,
            "chose lab/small for build by Rex: cheap tier, about 0.24 USD; the cheapest at tier free or above, raised after 1 setback; " +
            "next: lab/large"
        },
        {
            "two setbacks",
            Given.Config(),
            2,
            "chose lab/small for build by Rex: cheap tier, about 0.24 USD; the cheapest at tier cheap or above, raised after 2 setbacks; " +
            "next: lab/large"
        },
        {
            "only one, too weak",
            Only(Given.Model(Given.SmallModel, ModelTier.Cheap)),
            4,
            "chose lab/small for build by Rex: cheap tier, about 0.24 USD; nothing at tier premium is available, this is the best " +
            "available, raised after 4 setbacks"
        },
        {
            "without a price",
            Only(Given.Model(Given.SmallModel, ModelTier.Local, 0)),
            0,
            "chose lab/small for build by Rex: local tier; the cheapest at tier local or above"
        },
        {
            "fallback",
            Given.Config(providers: [Given.Provider(models: [Top]) with { IsFallback = true }]),
            1,
            "chose lab/top for build by Rex: premium tier, about 0.24 USD; rehearsal"
        },
    };

    public static TheoryData<string, FactoryConfig, int, string> ReasonsOfPreferences => new()
    {
        {
            "preferred whatever the tier",
            Preferring(ModelPreferences.First, Given.LargeModel),
            0,
            "chose lab/large for build by Rex: premium tier, about 2.40 USD; Rex prefers it; next: lab/small"
        },
        {
            "preferred of another tier",
            Preferring(ModelPreferences.Tier, Given.LargeModel),
            0,
            "chose lab/small for build by Rex: cheap tier, about 0.24 USD; the cheapest at tier local or above; next: lab/large"
        },
        {
            "preferred, and the cheapest",
            Preferring(ModelPreferences.First, Given.SmallModel),
            0,
            "chose lab/small for build by Rex: cheap tier, about 0.24 USD; the cheapest at tier local or above; next: lab/large"
        },
        {
            "preferred, but something failed",
            Preferring(ModelPreferences.First, Given.LargeModel),
            1,
            "chose lab/small for build by Rex: cheap tier, about 0.24 USD; the cheapest at tier free or above, raised after 1 setback; " +
            "next: lab/large"
        },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    [MemberData(nameof(ReasonsOfPreferences))]
    public void Choose_AnyChoice_HasAReason(string name, FactoryConfig config, int setbacks, string reason) =>
        Chosen(config, Task() with { Setbacks = setbacks }).Reason.ShouldBe(reason, name);

    [Theory]
    [InlineData("small", false, "large", "; not the builder's lab/small")]
    [InlineData("small", true, "small", "; the builder's own model reviews, as the operator allowed; next: lab/large")]
    [InlineData("large", true, "small", "; not the builder's lab/large; next: lab/large")]
    public void Choose_Review_NamesItsIndependence(string builder, bool allowed, string chosen, string reason)
    {
        var review = TaskState.Open(
            TaskId.Parse("task-2"),
            Given.Spec(TaskKinds.Review, reviews: new ReviewSubject(TaskId.Parse("task-1"), "c1", new("lab", builder), allowed)),
            Given.Now).ToView();
        var choice = Chosen(Given.Config(), review);
        choice.Model.Model.ShouldBe(chosen);
        choice.Reason.ShouldEndWith("or above" + reason);
    }

    [Fact]
    public void Choose_SeveralAgents_TakesTheLeastBusy()
    {
        var config = Given.Config(agents: [Given.Agent(), Given.Agent("ann"), Given.Agent("bob", parallelism: 1)]);
        ActiveTask rex = Work("agent-rex"), ann = Work("agent-ann"), bob = Work("agent-bob");
        Chosen(config).Agent.Value.ShouldBe("agent-rex", "the first where all have nothing to do");
        Chosen(config, active: [rex]).Agent.Value.ShouldBe("agent-ann");
        Chosen(config, active: [rex, ann]).Agent.Value.ShouldBe("agent-bob");
        Chosen(config, active: [rex, rex, bob]).Agent.Value.ShouldBe("agent-ann");
        Chosen(config, active: [rex, ann, ann, bob]).Agent.Value.ShouldBe("agent-rex");
    }

    [Fact]
    public void Choose_KindWithCapabilities_TakesAModelThatHasThemAll()
    {
        var policy = Given.Policy() with
        {
            Kinds = new Dictionary<string, KindPolicy>
            {
                [TaskKinds.Build] = KindPolicy.Default with { Capabilities = ["tools", "vision"] }
            }
        };
        var config = Given.Config(
            policy,
            providers: [Given.Provider(models: [
                Given.Model(Given.SmallModel, ModelTier.Local),
                Given.Model(Given.LargeModel, ModelTier.Premium, 10, "f", "vision", "tools")
            ])]);
        Chosen(config).Model.ShouldBe(Given.LargeModel);
    }

    [Fact]
    public void Choose_OneAvailableProvider_TakesItsModel()
    {
        var config = Given.Config(providers: [
            Given.Provider("away", models: [Given.Model(new("away", "m"), ModelTier.Local)]),
            Given.Provider()
        ]);
        var providers = config.Catalogue.Providers.Select(p => new ProviderAvailability(p, p.Name != "away", "")).ToList();
        RoutingPolicy.Choose(Task(), config, providers, [])
            .ShouldBeOfType<RoutingDecision.Chosen>()
            .Assignment.Model.ShouldBe(Given.SmallModel);
    }

    [Fact]
    public void Choose_ModelsOfOneTier_PrefersTheSubscription()
    {
        var plan = Given.Provider("plan", models: [Given.Model(new("plan", "m"), ModelTier.Cheap, 20, "f", "tools")]) with
        {
            Subscription = new SubscriptionWindow(TimeSpan.FromHours(5), 1_000_000)
        };
        var chosen = Chosen(Given.Config(providers: [
            Given.Provider(models: [Given.Model(Given.SmallModel, ModelTier.Cheap, 1, "g", "tools")]),
            plan
        ]));
        (chosen.Model, chosen.Reason.Contains("paid by subscription", StringComparison.Ordinal)).ShouldBe(
            (new ModelRef("plan", "m"), true),
            chosen.Reason);
    }

    private static FactoryConfig Preferring(ModelPreferences preferences, ModelRef model) =>
        Given.Config(
            Given.Policy() with { Routing = RoutingConfig.Default with { Preferences = preferences } },
            [Given.Agent() with { Models = [model] }]);

    private static FactoryConfig Only(ModelDefinition model) => Given.Config(providers: [Given.Provider(models: [model])]);

    private static ActiveTask Work(string agent) => new(TaskId.Parse("task-8"), AgentId.Parse(agent), Given.SmallModel);

    private static TaskView Task() => TaskState.Open(TaskId.Parse("task-1"), Given.Spec(), Given.Now).ToView();

    private static TaskAssignment Chosen(FactoryConfig config, TaskView? task = null, IReadOnlyList<ActiveTask>? active = null) =>
        RoutingPolicy.Choose(
            task ?? Task(),
            config,
            [.. config.Catalogue.Providers.Select(p => new ProviderAvailability(p, true, "there"))],
            active ?? [])
            .ShouldBeOfType<RoutingDecision.Chosen>().Assignment;
}
