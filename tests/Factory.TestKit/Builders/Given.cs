using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Evidence;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Reviews;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Agents;
using Factory.Domain.Approvals;
using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Domain.Runs;

namespace Factory.TestKit.Builders;

/// <summary>Well-formed objects for tests; change what matters with <c>with</c>.</summary>
public static class Given
{
    public static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly ModelRef SmallModel = new("lab", "small");

    public static readonly ModelRef LargeModel = new("lab", "large");

    public static ProductRef Product { get; } = new(ProductId.Parse("product-1"), "tip-calculator", "/srv/tip-calculator", "main");

    public static TaskSpec Spec(
        string kind = TaskKinds.Build,
        bool reviewed = false,
        TaskAction? action = null,
        int maxAttempts = 3,
        ReviewSubject? reviews = null) => new(
        kind,
        "Build tip-calculator",
        "A tip calculator",
        ArtifactKind.Change,
        [],
        RunId.Parse("run-1"),
        kind,
        1,
        Product,
        reviewed,
        reviews,
        action,
        maxAttempts,
        []);

    public static TaskAction Merge { get; } = new(TaskActionKind.Merge, "merge");

    public static TaskAssignment Assignment { get; } = new(AgentId.Parse("agent-rex"), SmallModel, ModelTier.Cheap, "because");

    public static ChangeSet Change(string commit = "c1") => new("Add it", [], commit, "c0", "factory/1", 2, 10, 1);

    public static EvidenceReport Evidence(bool passed = true, string commit = "c1") => new(
        commit,
        [new CommandEvidence(
            "e1",
            "test",
            "run tests",
            passed ? 0 : 1,
            false,
            1,
            passed ? "3 passed, 0 failed" : "2 passed, 1 failed",
            passed ? 3 : 2,
            passed ? 0 : 1)],
        []);

    public static ReviewReport Report(Verdict verdict = Verdict.Pass, bool evidencePassed = true) => new(
        verdict,
        "looked at it",
        [new CriterionAnswer(1, verdict == Verdict.Pass, ["e1"], "seen")],
        verdict == Verdict.Pass ? [] : ["rounds wrongly"],
        Evidence(evidencePassed));

    public static ActionPolicy Actions(ApprovalTier merge = ApprovalTier.NotifyAfter) => new(new Dictionary<string, ApprovalTier>
    {
        ["merge"] = merge,
        ["deploy.staging"] = ApprovalTier.NotifyAfter,
    });

    public static ModelDefinition Model(
        ModelRef model,
        ModelTier tier,
        decimal price = 1,
        string family = "f1",
        params string[] capabilities) => new(
        model, tier, family, Prices(price, price * 4), 100_000, 8_000, capabilities.Length == 0 ? ["tools"] : capabilities);

    /// <summary>Prices in US dollars per million tokens; a tenth of the input price for cached input.</summary>
    public static ModelPrices Prices(decimal input, decimal output) =>
        new(new Usd(input), new Usd(output), new Usd(input / 10), "https://example.org/prices", new DateOnly(2030, 1, 1));

    public static ProviderDefinition Provider(string name = "lab", int concurrency = 8, params ModelDefinition[] models) =>
        new(
            name,
            ModelApi.OpenAIChat,
            "http://127.0.0.1",
            null,
            null,
            false,
            concurrency,
            false,
            models.Length > 0 ? models : [Model(SmallModel, ModelTier.Cheap), Model(LargeModel, ModelTier.Premium, 10, "f2")]);

    public static AgentDefinition Agent(
        string name = "rex",
        ModelTier tier = ModelTier.Local,
        int parallelism = 2,
        params string[] kinds) => new(
        AgentId.Parse("agent-" + name),
        char.ToUpperInvariant(name[0]) + name[1..],
        "Role",
        "Description",
        kinds.Length > 0 ? kinds : [TaskKinds.Build],
        tier,
        [],
        [],
        [],
        [],
        parallelism,
        null,
        "Prompt");

    public static FactoryPolicy Policy(
        ApprovalTier merge = ApprovalTier.NotifyAfter,
        ReviewIndependence independence = ReviewIndependence.Model) =>
        new(Actions(merge), independence, new Usd(5), new Usd(50), TimeSpan.FromDays(7), new Dictionary<string, KindPolicy>());

    public static FactoryConfig Config(
        FactoryPolicy? policy = null,
        IReadOnlyList<AgentDefinition>? agents = null,
        IReadOnlyList<ProviderDefinition>? providers = null) => new(
        agents
            ?? [
                Agent("scout", kinds: TaskKinds.Research),
                Agent("atlas", kinds: TaskKinds.Requirements),
                Agent(),
                Agent("hawk", kinds: TaskKinds.Review),
                Agent("forge", kinds: TaskKinds.Deploy)
            ],
        new ModelCatalogue(providers ?? [Provider()]),
        [Pipeline],
        policy ?? Policy());

    /// <summary>The shipped product pipeline in small.</summary>
    public static PipelineDefinition Pipeline { get; } = new("product", "From idea to product", 3,
    [
        new StageDefinition("research", TaskKinds.Research, ArtifactKind.Research, [], null, null, null, 3),
        new StageDefinition("prd", TaskKinds.Requirements, ArtifactKind.Requirements, ["research"], null, null, null, 3),
        new StageDefinition("build", TaskKinds.Build, ArtifactKind.Change, ["prd"], null, null, Merge, 3),
        new StageDefinition("test", TaskKinds.Review, ArtifactKind.Review, ["prd", "build"], "build", null, null, 3),
        new StageDefinition(
            "deploy",
            TaskKinds.Deploy,
            ArtifactKind.Deployment,
            ["build", "test"],
            null,
            "build",
            new TaskAction(TaskActionKind.Deploy, "deploy.staging", "local"),
            2),
    ]);

    public static StartRun Start { get; } = new("A tip calculator");
}
