using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Domain.Routing;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests.Routing;

/// <summary>When experience moves the start, and what it never does.</summary>
public class ThompsonStartPolicyTests
{
    private static readonly AgentId Rex = AgentId.Parse("agent-rex");
    private static readonly ModelDefinition[] Ranked = [.. Enum.GetValues<ModelTier>()
        .Select(t => Given.Model(new("lab", t.ToString()), t, (int)t * (int)t))];

    [Fact]
    public void Choose_NoRecords_StartsWhereThePyramidDoes() => Choose(RoutingRecords.Empty).ShouldBe((ModelTier.Local, false));

    [Fact]
    public void Choose_TooFewRecords_StartsWhereThePyramidDoes() =>
        Choose(Known((ModelTier.Local, 0, ThompsonStartPolicy.MinAttempts - 1), (ModelTier.Cheap, 50, 50)))
            .ShouldBe((ModelTier.Local, false));

    [Fact]
    public void Choose_OnlyAHigherModelSucceeds_StartsThereWithTheReason()
    {
        var choice = Decide(
            Known((ModelTier.Local, 0, ThompsonStartPolicy.MinAttempts), (ModelTier.Free, 0, 10), (ModelTier.Cheap, 50, 50)),
            RoutingConfig.Default);
        choice.Assignment.Tier.ShouldBe(ModelTier.Cheap);
        choice.Assignment.Reason.ShouldStartWith("chose lab/Cheap for build by Rex: cheap tier, about 0.96 USD, 50 of 50 accepted; " +
            "experience starts here, at ");
        choice.Assignment.Reason.ShouldContain(" USD an accepted task against ");
        choice.Assignment.Reason.ShouldContain(" from lab/Local up; next: lab/Local");
        choice.IsExploration.ShouldBe(false);
    }

    [Fact]
    public void Choose_LearningDisabled_IsTheStaticPyramid()
    {
        var choice = Decide(
            Known((ModelTier.Local, 0, 50), (ModelTier.Cheap, 50, 50)),
            RoutingConfig.Default with { IsLearningEnabled = false });
        (choice.Assignment.Tier, choice.IsExploration).ShouldBe((ModelTier.Local, null));
    }

    [Fact]
    public void Choose_TheLowestDoesWell_StaysThere() =>
        Choose(Known((ModelTier.Local, 45, 50), (ModelTier.Premium, 50, 50))).ShouldBe((ModelTier.Local, false));

    [Fact]
    public void Choose_RecordsOfAnotherKind_CountLittle() =>
        Choose(Known("research", (ModelTier.Local, 0, 50), (ModelTier.Cheap, 50, 50))).ShouldBe((ModelTier.Local, false));

    /// <summary>Equal in tier and price: what is known decides before the name does, on every attempt.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public void Choose_ModelsOfEqualPrice_TakesTheOneThatWasAccepted(int setbacks, bool isRecordedAfterSetbacks)
    {
        ModelDefinition[] models =
            [Given.Model(new("lab", "alpha"), ModelTier.Cheap), Given.Model(new("lab", "beta"), ModelTier.Cheap)];
        var records = Enumerable.Range(0, 23).Aggregate(
            RoutingRecords.Empty,
            (sum, i) => sum.AddOutcome(
                new RoutingOutcome("build", Rex, models[i < 19 ? 0 : 1].Ref, isRecordedAfterSetbacks, i >= 19, 1), 50));
        var config = Given.Config(providers: [Given.Provider(models: models)]);

        var choice = RoutingPolicy.Choose(
            Task("task-1") with { Setbacks = setbacks },
            config,
            [new ProviderAvailability(config.Catalogue.Providers[0], true, "")],
            [],
            new RoutingKnowledge(new UnknownHealth(), records));

        choice.ShouldBeOfType<RoutingDecision.Chosen>().Assignment.Model.Model.ShouldBe("beta", "0 of 19 against 4 of 4");
    }

    [Fact]
    public void Choose_AfterASetback_IgnoresRecords()
    {
        var task = Task("task-1") with { Setbacks = 1 };
        RoutingPolicy.Choose(
            task,
            Config(RoutingConfig.Default),
            Providers,
            [],
            new RoutingKnowledge(new UnknownHealth(), Known((ModelTier.Local, 0, 50), (ModelTier.Premium, 50, 50))))
            .ShouldBeOfType<RoutingDecision.Chosen>().IsExploration.ShouldBeNull();
    }

    [Fact]
    public void Choose_AnyRecords_KeepsTierDeterminismAndExplorationShare()
    {
        var counts = Gen.Choose(0, 30).Two().Select(n => (Accepted: Math.Min(n.Item1, n.Item2), Attempts: n.Item2));
        var histories = counts.ArrayOf(5)
            .SelectMany(h => Gen.Elements(Enum.GetValues<ModelTier>()).Select(floor => (History: h, Floor: floor)));
        Prop.ForAll(histories.ToArbitrary(), x =>
        {
            var records = Known([.. x.History.Select((h, i) => ((ModelTier)i, h.Accepted, h.Attempts))]);
            var options = RoutingConfig.Default with { Exploration = 0.2 };
            var explored = 0;
            for (var i = 0; i < 40; i++)
            {
                var first = Decide(records, options, $"task-{i}", x.Floor);
                if (first.Assignment.Tier < x.Floor || first.Assignment != Decide(records, options, $"task-{i}", x.Floor).Assignment)
                {
                    return false;
                }

                explored += first.IsExploration == true ? 1 : 0;
                records = records.AddChoice("build", first.IsExploration == true);
                if (explored > options.Exploration * (i + 1))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Choose_ExplorationAllowed_ExploresWithTheReason()
    {
        // The other model of the tier was never tried: sooner or later a sample likes it.
        ModelDefinition known = Given.Model(
            new("lab", "known"),
            ModelTier.Cheap,
            1), unknown = Given.Model(new("lab", "unknown"), ModelTier.Cheap, 1.05m);
        var records = Enumerable.Range(0, 20)
            .Aggregate(
                RoutingRecords.Empty,
                (sum, i) => sum.AddOutcome(new RoutingOutcome("build", Rex, known.Ref, false, i % 2 == 0, 1), 50)) with
        {
            Kinds = [new KindRecord("build", 20, 1_000, 0)]
        };
        var config = Given.Config(providers: [Given.Provider(models: [known, unknown])]);
        var choices = Enumerable.Range(0, 100)
            .Select(i =>
                RoutingPolicy.Choose(
                    Task($"task-{i}"),
                    config,
                    [new ProviderAvailability(config.Catalogue.Providers[0], true, "")],
                    [],
                    new RoutingKnowledge(new UnknownHealth(), records)))
            .Cast<RoutingDecision.Chosen>().Where(c => c.IsExploration == true).ToList();
        choices.Count.ShouldBeInRange(1, 99);
        choices.ShouldAllBe(c =>
            c.Assignment.Reason.Contains("; experience explored to learn, the best known is ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 1, 0.5, 0.02)]
    [InlineData(8, 2, 0.8, 0.02)]
    [InlineData(0.5, 2, 0.2, 0.02)]
    [InlineData(90, 10, 0.9, 0.01)]
    public void NextBeta_ManyDraws_HaveItsMean(double alpha, double beta, double mean, double within)
    {
        var chance = SeededRandom.FromText("a seed");
        Enumerable.Range(0, 5_000).Average(_ => chance.NextBeta(alpha, beta)).ShouldBe(mean, within);
    }

    [Fact]
    public void Estimate_MoreOutcomes_OutweighThePrior()
    {
        var cheap = Ranked[(int)ModelTier.Cheap];
        new AcceptanceModel(RoutingRecords.Empty, "build", Rex, 50).Estimate(cheap, false).Mean.ShouldBe(0.7, 1e-9);
        new AcceptanceModel(RoutingRecords.Empty, "build", Rex, 50).Estimate(cheap, true).Mean.ShouldBe(0.6, 1e-9);
        var some = new AcceptanceModel(Known((ModelTier.Cheap, 0, 3)), "build", Rex, 1_000_000).Estimate(cheap, false);
        some.Mean.ShouldBe(0.35, 1e-3);
        some.Attempts.ShouldBe(3);
        some.UpperBound.ShouldBeGreaterThan(some.Mean);
    }

    [Fact]
    public void Evaluate_Path_WeighsAttemptsByTheirProbability()
    {
        // Cheap, then standard, then premium: 0.5, 0.5 of what is left, 0.5 of what is left.
        var path = EscalationPath.Evaluate(Ranked, 2, 3, (_, _) => 0.5, (at, _) => at);
        path.ExpectedCost.ShouldBe(2 + (0.5 * 3) + (0.25 * 4), 1e-9);
        path.AcceptanceProbability.ShouldBe(0.875, 1e-9);
        path.TotalCost(new Usd(8)).ShouldBe(5.5, 1e-9);
        path.CostPerAccepted.ShouldBe(4.5 / 0.875, 1e-9);
        EscalationPath.Evaluate(
            Ranked,
            4,
            3,
            (_, isAfterSetback) => isAfterSetback ? 0 : 0.1,
            (at, isAfterSetback) => isAfterSetback ? 2 : at)
                .ExpectedCost.ShouldBe(4 + (0.9 * 2) + (0.9 * 2), 1e-9, "the top is tried again");
    }

    private static RoutingRecords Known(params (ModelTier Tier, int Accepted, int Attempts)[] history) => Known("build", history);

    private static RoutingRecords Known(string kind, params (ModelTier Tier, int Accepted, int Attempts)[] history) =>
        history.SelectMany(h =>
            Enumerable.Range(0, h.Attempts).Select(i => new RoutingOutcome(kind, Rex, Ranked[(int)h.Tier].Ref, false, i < h.Accepted, 1)))
            .Aggregate(RoutingRecords.Empty, (sum, outcome) => sum.AddOutcome(outcome, 1_000_000));

    private static (ModelTier Tier, bool IsExplored) Choose(RoutingRecords records)
    {
        var choice = Decide(records, RoutingConfig.Default);
        return (choice.Assignment.Tier, choice.IsExploration!.Value);
    }

    private static IReadOnlyList<ProviderAvailability> Providers =>
        [new ProviderAvailability(Given.Provider(models: Ranked), true, "there")];

    private static Domain.Configuration.FactoryConfig Config(RoutingConfig options, ModelTier floor = ModelTier.Local) =>
        Given.Config(Given.Policy() with { Routing = options }, [Given.Agent(tier: floor)], [Given.Provider(models: Ranked)]);

    private static RoutingDecision.Chosen Decide(
        RoutingRecords records,
        RoutingConfig options,
        string task = "task-1",
        ModelTier floor = ModelTier.Local) =>
        RoutingPolicy.Choose(Task(task), Config(options, floor), Providers, [], new RoutingKnowledge(new UnknownHealth(), records))
            .ShouldBeOfType<RoutingDecision.Chosen>();

    private static TaskView Task(string id) => TaskState.Open(TaskId.From(id), Given.Spec(), Given.Now).ToView();
}
