using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Kev;
using Factory.Domain.Providers;
using Factory.Domain.Routing;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Routing;

public class RoutingPolicyTests
{
    private static readonly ModelRef Local = new("home", "tiny");

    [Fact]
    public void Choose_NothingFailedYet_TakesTheCheapestThatIsGoodEnough() =>
        Chosen(Task()).Model.ShouldBe(Given.SmallModel);

    [Fact]
    public void Choose_TaskForOneAgent_TakesThatAgent()
    {
        var config = Given.Config(agents: [Given.Agent(), Given.Agent("ann")]);
        var task = Task();

        Chosen(task with { Spec = task.Spec with { Agent = AgentId.Parse("agent-ann") } }, config).Agent.Value.ShouldBe("agent-ann");
    }

    [Fact]
    public void Choose_TaskForAnAgentThatDoesNotTakeTheKind_IsUnroutable()
    {
        var task = Task();

        var decision = RoutingPolicy.Choose(
            task with { Spec = task.Spec with { Agent = AgentId.Parse("agent-scout") } },
            Given.Config(),
            [new(Given.Provider(), true, "set")],
            []);

        decision.ShouldBeOfType<RoutingDecision.Unroutable>().Problem.Message.ShouldContain("agent-scout");
    }

    [Fact]
    public void Choose_AfterASetback_GoesUpATier()
    {
        var choice = Chosen(Task() with { Setbacks = 3 });
        choice.Model.ShouldBe(Given.LargeModel);
        choice.Reason.ShouldContain("after 3 setbacks");
    }

    [Fact]
    public void Choose_NothingAtTheTier_TakesTheBestAvailable()
    {
        var config = Given.Config(
            agents: [Given.Agent(tier: ModelTier.Premium)],
            providers: [Given.Provider(models: [
                Given.Model(Given.SmallModel, ModelTier.Cheap),
                Given.Model(new("lab", "mid"), ModelTier.Standard, 3)
            ])]);
        var choice = Chosen(Task(), config);
        choice.Model.Model.ShouldBe("mid");
        choice.Reason.ShouldContain("the best available");
    }

    [Fact]
    public void Choose_PreferredModelOfTheTier_TakesItWithTheReason()
    {
        var agent = Given.Agent() with { Models = [new("elsewhere", "x"), Given.LargeModel, new("lab", "liked")] };
        var config = Given.Config(
            agents: [agent],
            providers: [Given.Provider(models: [
                Given.Model(new("lab", "liked"), ModelTier.Cheap, 2),
                Given.Model(Given.SmallModel, ModelTier.Cheap),
                Given.Model(Given.LargeModel, ModelTier.Premium, 10)
            ])]);
        var choice = Chosen(Task(), config);
        choice.Model.Model.ShouldBe("liked");
        choice.Reason.ShouldContain("; Rex prefers it; next: lab/small");
    }

    [Fact]
    public void Choose_PreferencesComeFirst_TakesThePreferredWhateverItCosts()
    {
        var agent = Given.Agent() with { Models = [new("elsewhere", "x"), Given.LargeModel] };
        var policy = Given.Policy() with { Routing = RoutingConfig.Default with { Preferences = ModelPreferences.First } };
        Chosen(Task(), Given.Config(policy, [agent])).Model.ShouldBe(Given.LargeModel);
    }

    [Theory]
    [InlineData(ReviewIndependence.Model, "small", "large")]
    [InlineData(ReviewIndependence.Family, "small", "large")]
    [InlineData(ReviewIndependence.Model, "large", "small")]
    public void Choose_Review_NeverTheBuildersModel(ReviewIndependence independence, string builder, string expected)
    {
        var config = Given.Config(Given.Policy(independence: independence));
        Chosen(Review(new("lab", builder)), config).Model.Model.ShouldBe(expected);
    }

    /// <summary>A family that cannot be known is not another one.</summary>
    [Theory]
    [InlineData(ReviewIndependence.Model, true)]
    [InlineData(ReviewIndependence.Provider, true)]
    [InlineData(ReviewIndependence.Family, false)]
    public void Choose_BuilderNoLongerInTheCatalogue_IsIndependentByWhatIsKnownOfIt(ReviewIndependence independence, bool isChosen)
    {
        var config = Given.Config(Given.Policy(independence: independence));

        var decision = Choose(Review(new("elsewhere", "gone")), config);

        (decision is RoutingDecision.Chosen).ShouldBe(isChosen);
        if (!isChosen)
        {
            var problem = decision.ShouldBeOfType<RoutingDecision.Unroutable>().Problem;
            problem.Code.ShouldBe(ErrorCodes.ReviewerNotIndependent);
            problem.Message.ShouldContain("elsewhere/gone) is not in silo-config/models.json any more");
            problem.Hint!.ShouldContain("--allow-same-reviewer");
        }
    }

    [Fact]
    public void Choose_ReviewWithOneProvider_IsImpossibleWhenProvidersMustDiffer()
    {
        var config = Given.Config(Given.Policy(independence: ReviewIndependence.Provider));
        var problem = Choose(Review(Given.SmallModel), config).ShouldBeOfType<RoutingDecision.Unroutable>().Problem;
        problem.Code.ShouldBe(ErrorCodes.ReviewerNotIndependent);
        problem.Hint!.ShouldContain("--allow-same-reviewer");
    }

    [Fact]
    public void Choose_ReviewWithTheOperatorsPermission_CanBeTheSameModel()
    {
        var config = Given.Config(providers: [Given.Provider(models: [Given.Model(Given.SmallModel, ModelTier.Cheap)])]);
        Chosen(Review(Given.SmallModel, allow: true), config).Reason.ShouldContain("as the operator allowed");
    }

    [Fact]
    public void Choose_AgentAtItsLimit_Defers()
    {
        var work = new ActiveTask(TaskId.Parse("task-8"), AgentId.Parse("agent-rex"), Given.SmallModel);
        Choose(Task(), Given.Config(), [work, work with { Task = TaskId.Parse("task-9") }]).ShouldBeOfType<RoutingDecision.Deferred>();
    }

    [Fact]
    public void Choose_ProviderAtItsLimit_Defers()
    {
        var config = Given.Config(providers: [Given.Provider(concurrency: 1)]);
        Choose(Task(), config, [new ActiveTask(TaskId.Parse("task-8"), AgentId.Parse("agent-hawk"), Given.SmallModel)])
            .ShouldBeOfType<RoutingDecision.Deferred>();
    }

    [Fact]
    public void Choose_ModelWithoutTheCapability_IsNotChosen()
    {
        var config = Given.Config(providers: [Given.Provider(models: [Given.Model(Local, ModelTier.Local, 0, "f", "json")])]);
        Choose(Task(), config).ShouldBeOfType<RoutingDecision.Unroutable>().Problem.Code.ShouldBe(ErrorCodes.NoModel);
    }

    [Fact]
    public void Choose_NoProvider_NamesWhatIsMissing()
    {
        var config = Given.Config();
        var decision = RoutingPolicy.Choose(
            Task(),
            config,
            [new ProviderAvailability(config.Catalogue.Providers[0], false, "LAB_KEY is not set")],
            []);
        decision.ShouldBeOfType<RoutingDecision.Unroutable>().Problem.Message.ShouldContain("LAB_KEY is not set");
    }

    [Fact]
    public void Choose_NoAgentForTheKind_NamesWhereToAddOne() =>
        Choose(Task("juggling")).ShouldBeOfType<RoutingDecision.Unroutable>().Problem.Hint!.ShouldContain("silo-config/agents");

    [Fact]
    public void Choose_OnlyAFallbackProvider_ReportsThatNoRealModelIsAvailable()
    {
        var config = Given.Config(providers: [Given.Provider() with { IsFallback = true }]);
        Chosen(Task() with { Setbacks = 1 }, config).Reason.ShouldContain("; rehearsal");
    }

    [Fact]
    public void Choose_SameInput_SameChoice() => Chosen(Task()).ShouldBe(Chosen(Task()));

    private static TaskView Task(string kind = TaskKinds.Build) =>
        TaskState.Open(TaskId.Parse("task-1"), Given.Spec(kind), Given.Now).ToView();

    private static TaskView Review(ModelRef builder, bool allow = false) =>
        TaskState.Open(
            TaskId.Parse("task-2"),
            Given.Spec(TaskKinds.Review, reviews: new ReviewSubject(TaskId.Parse("task-1"), "c1", builder, allow)),
            Given.Now).ToView();

    private static TaskAssignment Chosen(TaskView task, FactoryConfig? config = null) =>
        Choose(task, config).ShouldBeOfType<RoutingDecision.Chosen>().Assignment;

    private static RoutingDecision Choose(TaskView task, FactoryConfig? config = null, IReadOnlyList<ActiveTask>? active = null)
    {
        config ??= Given.Config();
        return RoutingPolicy.Choose(
            task,
            config,
            [.. config.Catalogue.Providers.Select(p => new ProviderAvailability(p, true, "there"))],
            active ?? []);
    }
}
