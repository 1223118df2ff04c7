using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Domain.Routing;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Routing;

/// <summary>What raises a task's tier, by how much, and what leaves it.</summary>
public class CostPyramidTests
{
    private static readonly ModelDefinition[] Ranked = [.. Enum.GetValues<ModelTier>()
        .Select(t => Given.Model(new("lab", t.ToString()), t, 1 + (int)t))];

    public static TheoryData<string, AttemptStatus, AttemptVerdict?, string?, bool> Endings => new()
    {
        { "a failed review", AttemptStatus.Succeeded, AttemptVerdict.Rejected, null, true },
        { "a malformed artifact", AttemptStatus.Failed, null, ErrorCodes.ArtifactMalformed, true },
        { "a crash", AttemptStatus.Failed, null, ErrorCodes.AttemptFailed, true },
        { "a time-out", AttemptStatus.Failed, null, ErrorCodes.AttemptLimitReached, true },
        { "a failure silently", AttemptStatus.Failed, null, null, true },
        { "a rate limit", AttemptStatus.Failed, null, ErrorCodes.ModelRateLimited, false },
        { "a refused key", AttemptStatus.Failed, null, ErrorCodes.ModelKeyRejected, false },
        { "an empty budget", AttemptStatus.Failed, null, ErrorCodes.BudgetExceeded, false },
        { "a silo that stopped", AttemptStatus.Lost, null, ErrorCodes.AttemptLost, false },
        { "an attempt that the operator stopped", AttemptStatus.Cancelled, null, ErrorCodes.Cancelled, false },
        { "an accepted result", AttemptStatus.Succeeded, AttemptVerdict.Accepted, null, false },
        { "a result that nobody judged", AttemptStatus.Succeeded, null, null, false },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public void IsSetback_EveryEnd_IsTrueOnlyForTheModelsFailures(
        string ending,
        AttemptStatus status,
        AttemptVerdict? verdict,
        string? code,
        bool expected) =>
        OutcomeRules.IsSetback(Attempt(1, Ranked[2], status, verdict, code)).ShouldBe(expected, ending);

    [Theory]
    [MemberData(nameof(Endings))]
    public void Choose_AfterOne_GoesOneTierUpFromTheModelThatWasTried(
        string ending,
        AttemptStatus status,
        AttemptVerdict? verdict,
        string? code,
        bool raises)
    {
        if (raises)
        {
            // Nothing local is there, so that the first attempt was above the kind's own tier already.
            Chosen(After(Attempt(1, Ranked[2], status, verdict, code)), Ranked[1..]).Tier.ShouldBe(ModelTier.Standard, ending);
        }
    }

    [Fact]
    public void Choose_RepeatedSetbacks_RaiseTheTierUpToTheTop()
    {
        var task = After();
        var tiers = new List<ModelTier>();
        for (var number = 1; number <= 7; number++)
        {
            var chosen = Chosen(task, Ranked);
            tiers.Add(chosen.Tier);
            task = task with
            {
                Setbacks = number,
                Attempts = [
                    .. task.Attempts,
                    Attempt(number, Ranked.Single(m => m.Ref == chosen.Model), AttemptStatus.Succeeded, AttemptVerdict.Rejected)
                ]
            };
        }

        tiers.ShouldBe([
            ModelTier.Local,
            ModelTier.Free,
            ModelTier.Cheap,
            ModelTier.Standard,
            ModelTier.Premium,
            ModelTier.Premium,
            ModelTier.Premium
        ]);
        Chosen(After(), Ranked).Tier.ShouldBe(ModelTier.Local, "the next task starts low again");
    }

    [Fact]
    public void Choose_FailedAtTheTop_TakesTheOtherModelOfTheTier()
    {
        ModelDefinition first = Given.Model(
            new("lab", "one"),
            ModelTier.Premium), second = Given.Model(new("lab", "two"), ModelTier.Premium, 2);
        Chosen(After(), [second, first]).Model.ShouldBe(first.Ref);
        Chosen(After(Attempt(1, first, AttemptStatus.Failed)), [second, first]).Model.ShouldBe(second.Ref);
    }

    [Theory]
    [InlineData(null, true, "small")]
    [InlineData(0.5, true, "small")]
    [InlineData(0.0, true, "other")]
    [InlineData(0.2, true, "other")]
    [InlineData(0.21, true, "small")]
    [InlineData(0.5, false, "other")]
    public void Choose_QuotaOfTheDay_MustBeEnoughForATypicalAttempt(double? left, bool isOpen, string expected)
    {
        // A typical attempt takes 210,000 of the day's 1,000,000 tokens.
        var limited = Given.Provider("lab", 8, Given.Model(Given.SmallModel, ModelTier.Cheap)) with
        {
            Limits = new ProviderLimits(null, null, null, 1_000_000, "x", default)
        };
        var config = Given.Config(providers: [limited, Given.Provider("other", 8, Given.Model(new("other", "other"), ModelTier.Cheap, 2))]);
        var standing = new Standing("lab", new ProviderHealth(left, isOpen, null, "its quota is used up"));
        var chosen = Choose(After(), config, standing).ShouldBeOfType<RoutingDecision.Chosen>().Assignment;
        chosen.Model.Model.ShouldBe(expected);
        chosen.Reason.Contains("21 % of quota left", StringComparison.Ordinal).ShouldBe(left == 0.21);
    }

    [Fact]
    public void Choose_EveryProviderUnavailable_DefersWithTheReason()
    {
        var standing = new Standing("lab", new ProviderHealth(0, false, null, "its quota is used up"));
        Choose(After(), Given.Config(), standing)
            .ShouldBeOfType<RoutingDecision.Deferred>()
            .Reason.ShouldBe("every provider is unavailable: lab: its quota is used up");
    }

    private static TaskAttempt Attempt(
        int number,
        ModelDefinition model,
        AttemptStatus status,
        AttemptVerdict? verdict = null,
        string? code = null) =>
        new(
            AttemptId.Parse($"attempt-{number}"),
            number,
            AgentId.Parse("agent-rex"),
            model.Ref,
            status,
            Given.Now,
            Given.Now,
            default,
            default,
            code is null ? null : new Problem(code, "it failed"))
        { Verdict = verdict };

    private static TaskView After(params TaskAttempt[] attempts) =>
        TaskState.Open(TaskId.Parse("task-1"), Given.Spec(), Given.Now).ToView() with { Attempts = attempts, Setbacks = attempts.Length };

    private static TaskAssignment Chosen(TaskView task, ModelDefinition[] models) =>
        Choose(
            task,
            Given.Config(providers: [Given.Provider(models: models)]),
            new UnknownHealth()).ShouldBeOfType<RoutingDecision.Chosen>().Assignment;

    private static RoutingDecision Choose(TaskView task, FactoryConfig config, IProviderHealth standing) =>
        RoutingPolicy.Choose(
            task,
            config,
            [.. config.Catalogue.Providers.Select(p => new ProviderAvailability(p, true, "there"))],
            [],
            new RoutingKnowledge(standing, RoutingRecords.Empty));

    private sealed class Standing(string provider, ProviderHealth standing) : IProviderHealth
    {
        public ProviderHealth Get(string name, string? model = null) => name == provider ? standing : ProviderHealth.Unknown;
    }
}
